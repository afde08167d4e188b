import type { SplitName } from '../../../src/tiles/tiles'
import { splitNames } from '../../../src/tiles/tiles'
import type { ImageSplit } from '../../../src/dataset/preview'
import { inset } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import type { Frame } from '../gl/frame'
import type { Rectangles } from '../gl/rectangles'

/** As --part-train, --part-val and --part-test on dark ground, premultiplied by how much they cover. */
const cover = 0.26
const colors: Readonly<Record<SplitName, readonly [number, number, number]>> = {
  train: [0.85, 0.5, 0.27],
  val: [0.43, 0.66, 0.88],
  test: [0.62, 0.57, 0.89],
}

let shown: readonly ImageSplit[] = []
let framed: { readonly image: number; readonly rect: Rect } | null = null
const listeners = new Set<() => void>()

/** What the Dataset step shows of the split, on every image; empty for nothing. */
export function showSplit(images: readonly ImageSplit[]): void {
  if (shown.length === 0 && images.length === 0) return
  shown = images
  for (const listener of listeners) listener()
}

/** Draws a frame around one tile's place on its image; null for none. */
export function showTileFrame(place: typeof framed): void {
  if (!framed && !place) return
  framed = place
  for (const listener of listeners) listener()
}

/** Tells when another split or frame is to be drawn, until the function that it returns is called. */
export function onSplit(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Tints the blocks of each part; the band between two parts stays as it is. Frames the tile that was clicked. */
export class SplitLayer {
  constructor(private readonly rectangles: Rectangles) {}

  draw(frame: Frame, image: number): void {
    const split = shown.find((each) => each.image === image)
    if (split) this.drawParts(frame, split)
    if (framed?.image === image) this.drawFrame(frame, framed.rect)
  }

  /** A light line on a dark one, seen on any ground. */
  private drawFrame(frame: Frame, { x, y, w, h }: Rect): void {
    const pixel = frame.view.ratio / frame.scale
    for (const [width, light] of [
      [4, 0],
      [2, 1],
    ] as const) {
      const [thick, out] = [width * pixel, (width * pixel) / 2]
      const long = { x: x - out, w: w + thick, h: thick }
      const tall = { y: y - out, w: thick, h: h + thick }
      const sides = [
        { ...long, y: y - out },
        { ...long, y: y + h - out },
        { ...tall, x: x - out },
        { ...tall, x: x + w - out },
      ]
      this.rectangles.fill(frame, sides, [light, light, light, 1])
    }
  }

  private drawParts(frame: Frame, split: ImageSplit): void {
    for (const part of splitNames) {
      const own = split.blocks.filter((block) => block.split === part)
      const others = split.blocks.filter((block) => block.split !== part)
      const holes = others.map(({ rect }) => inset(rect, -split.guard / 2))
      const [r, g, b] = colors[part]
      const paint = [r * cover, g * cover, b * cover, cover] as const
      if (own.length > 0)
        this.rectangles.fillAround(
          frame,
          own.map(({ rect }) => rect),
          holes,
          paint,
        )
    }
  }
}
