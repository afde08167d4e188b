import type { SplitName } from '../../../src/dataset/dataset'
import { splitNames } from '../../../src/dataset/dataset'
import type { ImageSplit } from '../../../src/dataset/preview'
import { inset } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { clipRect } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { createProgram } from '../gl/program'
import type { Program } from '../gl/program'

const vertex = `
uniform vec4 u_clip;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(u_clip.xy, u_clip.zw, corner), 0.0, 1.0);
}`
const fragment = `
uniform vec4 u_color;
out vec4 color;
void main() { color = u_color; }`

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
  private readonly program: Program

  constructor(gl: WebGL2RenderingContext) {
    this.program = createProgram(gl, vertex, fragment)
  }

  draw(frame: Frame, image: number): void {
    const split = shown.find((each) => each.image === image)
    frame.gl.useProgram(this.program.program)
    if (split) this.drawParts(frame, split)
    if (framed?.image === image) this.drawFrame(frame, framed.rect)
  }

  /** A light line on a dark one, seen on any ground. */
  private drawFrame(frame: Frame, { x, y, w, h }: Rect): void {
    const pixel = frame.view.ratio / frame.scale
    const color = this.program.uniform('u_color')
    for (const [width, light] of [
      [4, 0],
      [2, 1],
    ] as const) {
      frame.gl.uniform4f(color, light, light, light, 1)
      const [thick, out] = [width * pixel, (width * pixel) / 2]
      const long = { x: x - out, w: w + thick, h: thick }
      const tall = { y: y - out, w: thick, h: h + thick }
      this.fill(frame, { ...long, y: y - out })
      this.fill(frame, { ...long, y: y + h - out })
      this.fill(frame, { ...tall, x: x - out })
      this.fill(frame, { ...tall, x: x + w - out })
    }
  }

  private drawParts(frame: Frame, split: ImageSplit): void {
    const { gl } = frame
    gl.enable(gl.STENCIL_TEST)
    for (const part of splitNames) {
      const own = split.blocks.filter((block) => block.split === part)
      if (own.length === 0) continue
      this.mark(
        frame,
        split.blocks.filter((block) => block.split !== part).map(({ rect }) => inset(rect, -split.guard / 2)),
      )
      const [r, g, b] = colors[part]
      gl.uniform4f(this.program.uniform('u_color'), r * cover, g * cover, b * cover, cover)
      for (const { rect } of own) this.fill(frame, rect)
    }
    gl.clear(gl.STENCIL_BUFFER_BIT)
    gl.disable(gl.STENCIL_TEST)
  }

  /** Only outside of these rectangles will be drawn. */
  private mark(frame: Frame, holes: readonly Rect[]): void {
    const { gl } = frame
    gl.clear(gl.STENCIL_BUFFER_BIT)
    gl.colorMask(false, false, false, false)
    gl.stencilFunc(gl.ALWAYS, 1, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.REPLACE)
    for (const hole of holes) this.fill(frame, hole)
    gl.colorMask(true, true, true, true)
    gl.stencilFunc(gl.EQUAL, 0, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.KEEP)
  }

  private fill(frame: Frame, rect: Rect): void {
    const [left, top, right, bottom] = clipRect(frame, rect)
    frame.gl.uniform4f(this.program.uniform('u_clip'), left, top, right, bottom)
    frame.gl.drawArrays(frame.gl.TRIANGLE_STRIP, 0, 4)
  }
}
