import { Random } from '../../../src/base/random'
import type { DatasetReader } from '../../../src/dataset/dataset'
import type { Rect } from '../../../src/geometry/rect'
import type { PixelSource } from '../../../src/image/pixels/pixelSource'
import type { TrainContext } from '../../../src/training/train.node'

/** Watches a job without a word. */
export const quiet = (): TrainContext => ({
  signal: new AbortController().signal,
  progress() {},
  warn() {},
  report() {},
})

/** A picture in memory: bright rectangles on noise like that of the tiles in training.fixture. */
export function paintedSource(width: number, height: number, objects: readonly Rect[]): PixelSource {
  const random = new Random(11)
  const noise = Uint8Array.from({ length: width * height * 3 }, () => 40 + random.below(40))
  const inside = (o: Rect, x: number, y: number) => x >= o.x && x < o.x + o.w && y >= o.y && y < o.y + o.h
  return {
    width,
    height,
    levels: 1,
    read: async (region) => {
      const pixels = new Uint8Array(region.w * region.h * 3)
      for (let i = 0; i < region.w * region.h; i++) {
        const [x, y] = [region.x + (i % region.w), region.y + Math.floor(i / region.w)]
        if (objects.some((o) => inside(o, x, y))) pixels.fill(230, i * 3, i * 3 + 3)
        else if (x < width && y < height)
          pixels.set(noise.subarray((y * width + x) * 3, (y * width + x + 1) * 3), i * 3)
      }
      return pixels
    },
    close: async () => {},
  }
}

/** Tiles of noise with fine vertical stripes (class 0) or broad horizontal ones (class 1); `several`: both, either or none. */
export function stripes({ tiles = 16, tile = 64, val = 4, several = false } = {}): DatasetReader {
  const random = new Random(7)
  const labels = Array.from({ length: tiles }, (_, i) =>
    several ? [i & 1, (i >> 1) & 1] : [Number(i % 2 === 0), Number(i % 2 === 1)],
  )
  const drawn = labels.map((label) => drawStripes(tile, label, random))
  const numbers = Int32Array.from({ length: tiles }, (_, i) => i)
  const labelsOf = (wanted: ArrayLike<number>) => ({
    offset: new Int32Array(wanted.length + 1),
    xywh: new Float32Array(0),
    classes: new Uint8Array(0),
    labels: Uint8Array.from(Array.from(wanted, (n) => labels[n]!).flat()),
  })
  return {
    task: 'classify',
    several,
    length: tiles,
    tile,
    classNames: ['fine', 'broad'],
    mean: [100, 100, 100],
    std: [60, 60, 60],
    spec: { tile, level: 0, split: [0.75, 0.25, 0], seed: 1 },
    split: { train: numbers.slice(0, tiles - val), val: numbers.slice(tiles - val), test: new Int32Array(0) },
    kind: new Uint8Array(tiles),
    origin: new Int32Array(tiles * 4),
    read: (wanted) => ({
      count: wanted.length,
      images: Uint8Array.from(Array.from(wanted, (n) => [...drawn[n]!]).flat()),
      masks: new Uint8Array(0),
      ...labelsOf(wanted),
    }),
    labels: labelsOf,
    close() {},
  }
}

function drawStripes(size: number, [fine, broad]: number[], random: Random): Uint8Array {
  const shift = random.below(8)
  const pixels = new Uint8Array(size * size * 3)
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, Math.floor(i / size)]
    const bright = (fine && (x + shift) % 5 < 2) || (broad && (y + shift) % 20 < 8)
    for (let c = 0; c < 3; c++) pixels[i * 3 + c] = (bright ? 180 : 60) + random.below(30)
  }
  return pixels
}

/** A picture with fine stripes left of `border` and broad ones right of it. */
export function stripedSource(width: number, height: number, border: number): PixelSource {
  return {
    ...{ width, height, levels: 1 },
    read: async (region) => {
      const pixels = new Uint8Array(region.w * region.h * 3)
      for (let i = 0; i < region.w * region.h; i++) {
        const [x, y] = [region.x + (i % region.w), region.y + Math.floor(i / region.w)]
        pixels.fill((x < border ? x % 5 < 2 : y % 20 < 8) ? 195 : 75, i * 3, i * 3 + 3)
      }
      return pixels
    },
    close: async () => {},
  }
}
