import type { Evaluation } from '../../src/evaluation/evaluation'
import type { Detections } from '../../src/found/detections'

export type CropSort = 'score' | 'class' | 'size'

/** Numbers of all detections: by falling score, by class and then score, or the largest first. */
export function cropOrder({ score, class: classes, xywh }: Detections, sort: CropSort): Int32Array {
  const order = Int32Array.from(score, (_, i) => i)
  // Detections come by falling score.
  if (sort === 'score') return order
  const area = (i: number) => (xywh[i * 4 + 2] as number) * (xywh[i * 4 + 3] as number)
  return sort === 'class'
    ? order.sort((a, b) => (classes[a] as number) - (classes[b] as number) || a - b)
    : order.sort((a, b) => area(b) - area(a) || a - b)
}

/** How much of the image a crop shows, in sides of what is in it. */
const around = 1.8
/** Of the sizes so many fit in whole: one very large object would make dots of all others. */
const fitting = 0.9
const minReach = 24

/** Side of the part of the image that each crop shows, in its pixels. */
export function cropReach(sizes: readonly { readonly w: number; readonly h: number }[]): number {
  const sides = sizes.map(({ w, h }) => Math.max(w, h)).sort((a, b) => a - b)
  const side = sides[Math.min(sides.length - 1, Math.floor(sides.length * fitting))] ?? 0
  return Math.max(minReach, Math.round(side * around))
}

export interface Expected {
  readonly wrong: number
  /** Judged on ground that the run has not learned from. */
  readonly honest: boolean
}

/** How many of `count` detections from a score on are wrong, by what is known of the run; undefined where nothing is. */
export function expectedWrong(
  { unseen, learned, curve }: Pick<Evaluation, 'unseen' | 'learned' | 'curve'>,
  from: number,
  count: number,
): Expected | undefined {
  const honest = Boolean(unseen?.curve?.length)
  const known = honest ? unseen?.curve : (learned?.curve ?? curve)
  // By falling threshold: the last one that is not below the score.
  const point = known?.findLast(({ threshold }) => threshold >= from)
  return point && { wrong: count * (1 - point.precision), honest }
}
