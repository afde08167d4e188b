import { atLeast, type Threshold } from '../found/threshold'
import { detectionRect } from '../found/detections'
import type { Rect } from '../geometry/rect'
import type { Confused } from './confusion'
import type { MatchRule } from './evaluation'
import { matchObjects, truthRect, type CountedImage } from './match'

/** An object that nothing hit, or a detection that hits none. */
export interface Mistake {
  readonly kind: 'missed' | 'alarm'
  /** Place among the images that were evaluated. */
  readonly image: number
  readonly rect: Rect
  readonly score?: number | undefined
}

/** What to step through. */
export interface WrongPlaces {
  readonly mistakes?: readonly Mistake[] | undefined
  /** Of each pair of classes the surest. */
  readonly confused?: readonly Confused[] | undefined
}

/** More of a kind than anybody steps through. */
const most = 2000

/** What is wrong at the threshold: objects that were missed, and false alarms, the surest first; of each kind the first 2,000. */
export function mistakesOf(
  images: readonly CountedImage[],
  rule: MatchRule,
  threshold: Threshold,
): readonly Mistake[] {
  const [missed, alarms]: [Mistake[], Mistake[]] = [[], []]
  images.forEach(({ truth, detections: all }, image) => {
    const detections = atLeast(all, threshold)
    const hits = matchObjects(truth, detections, rule)
    const hit = new Set(hits)
    truth.class.forEach((_, i) => {
      if (!hit.has(i)) missed.push({ kind: 'missed', image, rect: truthRect(truth, i) })
    })
    hits.forEach((object, i) => {
      const score = detections.score[i] as number
      if (object < 0) alarms.push({ kind: 'alarm', image, rect: detectionRect(detections, i), score })
    })
  })
  alarms.sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  return [...missed.slice(0, most), ...alarms.slice(0, most)]
}
