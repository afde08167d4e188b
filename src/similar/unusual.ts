import { Random } from '../base/random'
import { channels, contrastOf, type FeatureMap } from './featureMap'
import { peaks, type RankedCell } from './rank'

/** Random places that stand for the picture, and how many of the nearest of them are asked. */
const [places, nearest] = [1000, 20]
/** Of the places with the strongest contrast so many are compared with those. */
const compared = 3000

/** Peaks, best first, that are far from what is usual in the picture: by the mean distance to the nearest of random places. */
export function rankUnusual(map: FeatureMap, seed = 1): RankedCell[] {
  const random = new Random(seed)
  const cells = map.width * map.height
  const usual = Array.from({ length: Math.min(places, cells) }, () => contrastOf(map, random.below(cells)))
  const near = new Float64Array(nearest)
  return peaks(strengths(map), map.width, compared)
    .map(({ cell }) => ({ cell, score: distance(contrastOf(map, cell), usual, near) }))
    .sort((a, b) => b.score - a.score || a.cell - b.cell)
}

/** Squared lengths: they order the cells as their contrast does. */
function strengths({ data, width, height }: FeatureMap): Float32Array {
  const out = new Float32Array(width * height)
  for (let cell = 0, at = 0; cell < out.length; cell++) {
    let sum = 0
    for (let c = 0; c < channels; c++, at++) sum += (data[at] as number) ** 2
    out[cell] = sum
  }
  return out
}

/** Mean distance to the nearest of `usual`. `near` holds them meanwhile, by rising square. */
function distance(cell: Float64Array, usual: readonly Float64Array[], near: Float64Array): number {
  near.fill(Infinity)
  for (const other of usual) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += ((cell[c] as number) - (other[c] as number)) ** 2
    // A random place may be the cell itself.
    if (sum === 0) continue
    let i = nearest
    for (; i > 0 && sum < (near[i - 1] as number); i--) if (i < nearest) near[i] = near[i - 1] as number
    if (i < nearest) near[i] = sum
  }
  const found = near.filter(Number.isFinite)
  return found.reduce((sum, square) => sum + Math.sqrt(square), 0) / Math.max(1, found.length)
}
