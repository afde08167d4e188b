import type { Rect } from '../geometry/rect'
import { channels, directionOf, middleOf, type FeatureMap } from './featureMap'

export interface RankedCell {
  readonly cell: number
  readonly score: number
}

/** How many of the best are taken up into what is looked for, round by round. */
const rounds = [4, 8, 16]
/** Radius in which a place keeps all others down, in sides of the object. */
const apart = 0.65
/** Places that are looked at at the end, and between the first round and the last. */
export const candidates = 20_000
const between = 3000
/** An integer query of at most this: 32 products with 8 bits stay within 32 bits. */
const queryGain = 2047

/** What every cell says of a linear question: f32 [cells], divided by `queryGain`, the question at length 1. */
export function scoreAll({ data, width, height }: FeatureMap, query: Float64Array): Float32Array {
  const q = Int32Array.from(query, (value) => Math.round(value * queryGain))
  const out = new Float32Array(width * height)
  for (let cell = 0, at = 0; cell < out.length; cell++) {
    let sum = 0
    for (let c = 0; c < channels; c += 4, at += 4)
      sum =
        (sum +
          Math.imul(data[at] as number, q[c] as number) +
          Math.imul(data[at + 1] as number, q[c + 1] as number) +
          Math.imul(data[at + 2] as number, q[c + 2] as number) +
          Math.imul(data[at + 3] as number, q[c + 3] as number)) |
        0
    out[cell] = sum / queryGain
  }
  return out
}

/** Cells that are at least as high as their eight neighbours, best first, `most` of them. */
export function peaks(scores: Float32Array, width: number, most: number): RankedCell[] {
  const height = scores.length / width
  const cells: number[] = []
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (isPeak(scores, width, x, y)) cells.push(y * width + x)
  const sorted = new Float32Array(cells.length)
  for (let i = 0; i < cells.length; i++) sorted[i] = scores[cells[i] as number] as number
  sorted.sort()
  const least = sorted[Math.max(0, sorted.length - most)] ?? 0
  return cells
    .filter((cell) => (scores[cell] as number) >= least)
    .map((cell) => ({ cell, score: scores[cell] as number }))
    .sort((a, b) => b.score - a.score || a.cell - b.cell)
    .slice(0, most)
}

function isPeak(scores: Float32Array, width: number, x: number, y: number): boolean {
  const at = y * width + x
  const own = scores[at] as number
  const [left, right] = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at]
  if ((scores[left] as number) > own || (scores[right] as number) > own) return false
  for (let i = left; i <= right; i++) {
    // Beyond the map lies undefined, which is higher than no number.
    if ((scores[i - width] as number) > own || (scores[i + width] as number) > own) return false
  }
  return true
}

/**
 * Of places in order those that keep their distance from all better ones and from some cells, `most` of them. `radius` in
 * cells.
 */
export function keepApart(
  places: readonly RankedCell[],
  width: number,
  { radius, most, from = [] }: Spreading,
): RankedCell[] {
  const kept: RankedCell[] = []
  const taken = [...from]
  for (const place of places) {
    if (kept.length >= most) break
    const [x, y] = [place.cell % width, Math.floor(place.cell / width)]
    const near = (cell: number) => Math.hypot((cell % width) - x, Math.floor(cell / width) - y) <= radius
    if (taken.some(near)) continue
    kept.push(place)
    taken.push(place.cell)
  }
  return kept
}

export interface Spreading {
  readonly radius: number
  readonly most: number
  readonly from?: readonly number[]
}

/** Radius of `spread` for objects of this side, in cells; neighbours are never two places. */
export function radiusOf({ scale }: FeatureMap, side: number): number {
  return Math.max(1, (apart * side * scale) / 8)
}

/**
 * What some cells have in common, as a direction of length 1. It is widened round by round by the places that are most like it
 * (query expansion: Chum et al., Total Recall, 2007), each weighed by the square of its score; `without`: cells that are not
 * it. `radius` in cells.
 */
export function expandQuery(
  map: FeatureMap,
  cells: readonly number[],
  radius: number,
  without: readonly number[] = [],
): Float64Array {
  let query = meanDirection(
    map,
    cells.map((cell) => ({ cell, score: 1 })),
  )
  const first = firstPeaks(map, query)
  let places: readonly RankedCell[] = first
  for (const [i, most] of rounds.entries()) {
    if (i > 0) places = rescore(map, first, query)
    const best = keepApart(places, map.width, { radius, most: most + cells.length - 1, from: without })
    query = meanDirection(map, best)
  }
  return query
}

/** Of a map with more cells than this, every second one of every second row is looked at first. */
const fineCells = 1_000_000

/** The best places to widen the question by; of a large map those near the peaks of every second cell. */
function firstPeaks(map: FeatureMap, query: Float64Array): RankedCell[] {
  const { width, height } = map
  if (width * height <= fineCells) return peaks(scoreAll(map, query), width, between)
  const thin = thinned(map)
  const found = peaks(scoreAll(thin, query), thin.width, between)
  return found.map(({ cell }) => {
    const [x, y] = [(cell % thin.width) * 2, Math.floor(cell / thin.width) * 2]
    const near = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => ({ x: x + dx, y: y + dy })))
    const inside = near.filter((at) => at.x >= 0 && at.y >= 0 && at.x < width && at.y < height)
    const places = inside.map((at) => ({ cell: at.y * width + at.x, score: 0 }))
    return rescore(map, places, query)[0] as RankedCell
  })
}

function thinned({ width, height, data, scale }: FeatureMap): FeatureMap {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const thin = new Int32Array((w * h * channels) / 4)
  const whole = new Int32Array(data.buffer, data.byteOffset, data.length / 4)
  const words = channels / 4
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0, from = (2 * y * width + 2 * x) * words; c < words; c++, from++)
        thin[to++] = whole[from] as number
  return { width: w, height: h, scale: scale / 2, data: new Int8Array(thin.buffer) }
}

function rescore({ data }: FeatureMap, places: readonly RankedCell[], query: Float64Array): RankedCell[] {
  return places
    .map(({ cell }) => {
      let score = 0
      for (let c = 0; c < channels; c++) score += (data[cell * channels + c] as number) * (query[c] as number)
      return { cell, score }
    })
    .sort((a, b) => b.score - a.score || a.cell - b.cell)
}

function meanDirection(map: FeatureMap, places: readonly RankedCell[]): Float64Array {
  const sum = new Float64Array(channels)
  const [best] = places
  for (const { cell, score } of places) {
    const weight = best && best.score > 0 ? Math.max(0, score / best.score) ** 2 : 1
    directionOf(map, cell).forEach((value, c) => (sum[c] = (sum[c] as number) + weight * value))
  }
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => value / length)
}

/** A box of the given size around the middle of a place, as much of it as lies in the picture. */
export function boxAround(map: FeatureMap, cell: number, size: { w: number; h: number }): Rect {
  const { x, y } = middleOf(map, cell)
  return { x: x - size.w / 2, y: y - size.h / 2, w: size.w, h: size.h }
}
