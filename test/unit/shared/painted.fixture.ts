import { expect } from 'vitest'
import type { Rect } from '../../../src/geometry/rect'
import type { PixelSource } from '../../../src/image/pixels/pixelSource'
import type { RawOutput } from '../../../src/heads/output'
import type { Detector } from '../../../src/prediction/detector'

export interface Painted extends Rect {
  readonly class: number
  readonly brightness: number
}

/** An image in memory: rectangles of pure red (class 0) or green (class 1) on black, at any level. */
export class PaintedSource implements PixelSource {
  readonly levels = 8
  readonly reads: Rect[] = []
  onRead?: (region: Rect) => void
  constructor(
    readonly width: number,
    readonly height: number,
    readonly objects: readonly Painted[],
  ) {}
  async read(region: Rect, level = 0): Promise<Uint8Array> {
    this.reads.push(region)
    this.onRead?.(region)
    await new Promise((resolve) => setTimeout(resolve, 1))
    const pixels = new Uint8Array(region.w * region.h * 3)
    for (const object of this.objects) {
      const o = { ...object, ...atLevel(object, level) }
      for (let y = Math.max(o.y, region.y); y < Math.min(o.y + o.h, region.y + region.h); y++) {
        for (let x = Math.max(o.x, region.x); x < Math.min(o.x + o.w, region.x + region.w); x++) {
          pixels[((y - region.y) * region.w + x - region.x) * 3 + o.class] = o.brightness
        }
      }
    }
    return pixels
  }
  async close(): Promise<void> {}
}

function atLevel({ x, y, w, h }: Rect, level: number): Rect {
  const [left, top, right, bottom] = [x, y, x + w, y + h].map((edge) => Math.round(edge / 2 ** level))
  return { x: left!, y: top!, w: right! - left!, h: bottom! - top! }
}

/** Finds bright rectangles by their top left corner; exact wherever it sees them whole. */
export class RectangleDetector implements Detector {
  readonly run = '2026-11-22-1530-a3'
  readonly engine = 'test'
  readonly classNames = ['red', 'green']
  readonly stride = 4
  readonly multiple = 16
  readonly margin = 40
  readonly tile = 128
  readonly level = 0
  readonly threshold = 0.5
  onPredict?: () => void
  async predict(images: Uint8Array, n: number, width: number, height: number): Promise<RawOutput> {
    expect([n, width % 16, height % 16, images.length]).toEqual([1, 0, 0, width * height * 3])
    this.onPredict?.()
    const [columns, rows] = [width / 4, height / 4]
    const raw: RawOutput = {
      kind: 'peaks',
      heat: new Float32Array(columns * rows * 2),
      size: new Float32Array(columns * rows * 2),
      offset: new Float32Array(columns * rows * 2),
    }
    const at = (x: number, y: number, c: number) =>
      x < 0 || y < 0 || x >= width || y >= height ? 0 : images[(y * width + x) * 3 + c]!
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (const c of [0, 1]) {
          const value = at(x, y, c)
          if (!value || at(x - 1, y, c) === value || at(x, y - 1, c) === value) continue
          let [w, h] = [1, 1]
          while (at(x + w, y, c) === value) w++
          while (at(x, y + h, c) === value) h++
          const [centreX, centreY] = [(x + w / 2) / 4, (y + h / 2) / 4]
          const cell = Math.floor(centreY) * columns + Math.floor(centreX)
          raw.heat[cell * 2 + c] = value / 255
          raw.size.set([w, h], cell * 2)
          raw.offset.set([centreX % 1, centreY % 1], cell * 2)
        }
      }
    }
    return raw
  }
  dispose(): void {}
}
