import type { Rect } from '../../src/geometry/rect'
import type { PixelSource } from '../../src/image/pixelSource'
import type { TrainContext } from '../../src/training/train.node'

/** Watches a job without a word. */
export const quiet = (): TrainContext => ({
  signal: new AbortController().signal,
  progress() {},
  warn() {},
  report() {},
})

/** A picture in memory: bright rectangles on a grey like that of the tiles in training.fixture. */
export function paintedSource(width: number, height: number, objects: readonly Rect[]): PixelSource {
  const inside = (o: Rect, x: number, y: number) => x >= o.x && x < o.x + o.w && y >= o.y && y < o.y + o.h
  return {
    width,
    height,
    levels: 1,
    read: async (region) => {
      const pixels = new Uint8Array(region.w * region.h * 3)
      for (let i = 0; i < region.w * region.h; i++) {
        const [x, y] = [region.x + (i % region.w), region.y + Math.floor(i / region.w)]
        pixels.fill(objects.some((o) => inside(o, x, y)) ? 230 : 60, i * 3, i * 3 + 3)
      }
      return pixels
    },
    close: async () => {},
  }
}
