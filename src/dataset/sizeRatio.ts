import type { DatasetReader } from './dataset'

/** A picture with fewer objects says nothing of its scale. */
const leastObjects = 3

/**
 * How many times as large the objects of one picture are as those of another, at most; 1 where all pictures are alike, or
 * there is but one. An object's size is the root of its box's area, a picture's the median over its train tiles, each
 * counted as often as it is shown.
 */
export function sizeRatio(reader: Pick<DatasetReader, 'labels' | 'origin' | 'split' | 'tile'>): number {
  const { origin, tile, split } = reader
  const { offset, xywh } = reader.labels(split.train)
  const sizes = new Map<number, number[]>()
  split.train.forEach((number, i) => {
    const image = origin[number * 4] as number
    for (let row = offset[i] as number; row < (offset[i + 1] as number); row++) {
      const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(row * 4, row * 4 + 4)
      // What the tile's edge cuts looks smaller than it is.
      if (x <= 0 || y <= 0 || x + w >= tile || y + h >= tile || w * h <= 0) continue
      const known = sizes.get(image)
      if (known) known.push(Math.sqrt(w * h))
      else sizes.set(image, [Math.sqrt(w * h)])
    }
  })
  const medians = [...sizes.values()].filter(({ length }) => length >= leastObjects).map(median)
  return medians.length > 1 ? Math.max(...medians) / Math.min(...medians) : 1
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number
}
