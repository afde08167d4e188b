import { Random } from '../base/random'
import { containsPoint, type Rect } from '../geometry/rect'
import { cellAt, gain, middleOf, type FeatureMap } from './featureMap'
import { learn, sigmoid, type LabelledCell } from './logistic'
import {
  boxAround,
  candidates,
  peaks,
  radiusOf,
  scoreAll,
  keepApart,
  expandQuery,
  type RankedCell,
} from './rank'
import { rankUnusual } from './unusual'

export interface Ask {
  /** Boxes of what is looked for, of one picture; none: what is unlike the rest is found. */
  readonly wanted: readonly Rect[]
  /** Places that are not it: never found again, and learned from. */
  readonly rejected: readonly Rect[]
  /** Of the boxes that are found, in full-size pixels. */
  readonly size: { readonly w: number; readonly h: number }
  readonly top: number
}

export interface FoundPlace extends Rect {
  /** Orders the places of one answer; with many answers to learn from a probability, else without a unit. */
  readonly score: number
}

/** So many answers count alone; before, the places that look like what was marked do, too. */
const enough = 20
/** Random places of the picture that stand for what is not looked for, and how much they weigh together. */
const [randomPlaces, randomWeight] = [3000, 200]

/**
 * Places, best first. What is marked comes before all others, in its own box; nothing else is found within its reach, nor
 * where something was rejected.
 */
export function findSimilarPlaces(
  map: FeatureMap,
  { wanted, rejected, size, top }: Ask,
  seed = 1,
): FoundPlace[] {
  const radius = radiusOf(map, Math.sqrt(size.w * size.h))
  const taken = [...wanted, ...rejected]
  const kept = taken.map((rect) => cellAt(map, rect))
  const places = rank(map, { wanted, rejected, radius }, seed).filter(({ cell }) => {
    const { x, y } = middleOf(map, cell)
    return !taken.some((rect) => containsPoint(rect, x, y))
  })
  const others = keepApart(places, map.width, { radius, most: top, from: kept })
  const best = others[0]?.score ?? 1
  const marked = wanted.map((rect) => ({ ...rect, score: Math.max(best, 1) }))
  const found = others.map(({ cell, score }) => ({ ...boxAround(map, cell, size), score }))
  return [...marked, ...found].slice(0, top)
}

interface Ranking {
  readonly wanted: readonly Rect[]
  readonly rejected: readonly Rect[]
  readonly radius: number
}

/** Peaks, best first; neighbours are among them. */
function rank(map: FeatureMap, ranking: Ranking, seed: number): RankedCell[] {
  const cells = ranking.wanted.map((rect) => cellAt(map, rect))
  if (cells.length === 0) return rankUnusual(map, seed)
  const no = ranking.rejected.map((rect) => cellAt(map, rect))
  const trust = Math.min(1, (cells.length - 1 + no.length) / enough)
  const alike = trust < 1 ? expandQuery(map, cells, ranking.radius, no) : undefined
  if (alike && trust === 0) return peaks(scoreAll(map, alike), map.width, candidates)
  const { weights, bias } = learn(map, samplesOf(map, ranking, seed))
  const length = Math.hypot(...weights) || 1
  const direction = weights.map((value, c) => (trust * value) / length + (1 - trust) * (alike?.[c] ?? 0))
  return peaks(scoreAll(map, unit(direction)), map.width, candidates).map(({ cell, score }) => {
    return { cell, score: sigmoid((score * length) / gain + bias) }
  })
}

const unit = (values: Float64Array) => {
  const length = Math.hypot(...values) || 1
  return values.map((value) => value / length)
}

/** Answers weigh 1 each; random places, which may hold what is wanted, little. */
function samplesOf(map: FeatureMap, { wanted, rejected, radius }: Ranking, seed: number): LabelledCell[] {
  const random = new Random(seed)
  const answered = [
    ...wanted.map((rect) => ({ cell: cellAt(map, rect), wanted: true, weight: 1 })),
    ...rejected.map((rect) => ({ cell: cellAt(map, rect), wanted: false, weight: 1 })),
  ]
  const near = (cell: number, other: number) =>
    Math.hypot(
      (cell % map.width) - (other % map.width),
      Math.floor(cell / map.width) - Math.floor(other / map.width),
    ) <= radius
  const others = Array.from({ length: randomPlaces }, () => random.below(map.width * map.height))
    .filter((cell) => !answered.some((each) => near(cell, each.cell)))
    .map((cell) => ({ cell, wanted: false, weight: randomWeight / randomPlaces }))
  return [...answered, ...others]
}
