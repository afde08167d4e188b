import { detectionRect, type Detections } from '../found/detections'
import { takeDetections } from '../found/order'
import { atLeast, type Threshold } from '../found/threshold'
import type { Rect } from '../geometry/rect'
import type { MatchRule } from './evaluation'
import { matchObjects, takeTruth, truthRect, type CountedImage, type Truth } from './match'

/** One thing that is there, that was said to be there, or both. */
export interface Confused {
  /** Place among the classes of what is there; as many as there are classes: nothing is there. */
  readonly is: number
  /** And of what was said; as many as there are classes: nothing was found. */
  readonly said: number
  /** Place among the images that were evaluated. */
  readonly image: number
  readonly rect: Rect
  /** Of the detection; absent for a missed object. */
  readonly score?: number | undefined
}

/**
 * What was found by what is there, at the threshold. Objects that were hit in the sense of the figures stand on the diagonal;
 * of the rest, a detection and an object of another class that match by the same rule are confused with each other; what is
 * then left over was missed, or is a false alarm. So a row without its diagonal sums up to the missed objects of a class,
 * and a column to its false alarms.
 */
export function confusedIn(
  images: readonly CountedImage[],
  classes: number,
  rule: MatchRule,
  threshold: Threshold,
): Confused[] {
  return images.flatMap(({ truth, detections: all }, image) => {
    const detections = atLeast(all, threshold)
    const hits = matchObjects(truth, detections, rule)
    const left = otherClasses(truth, detections, hits, rule)
    const [found, confused] = [new Set([...hits, ...left]), [] as Confused[]]
    for (let i = 0; i < hits.length; i++) {
      const object = Math.max(hits[i] as number, left[i] as number)
      const [rect, score] = [detectionRect(detections, i), detections.score[i]]
      const is = object < 0 ? classes : (truth.class[object] as number)
      confused.push({ is, said: detections.class[i] as number, image, rect, score })
    }
    truth.class.forEach((is, i) => {
      if (!found.has(i)) confused.push({ is, said: classes, image, rect: truthRect(truth, i) })
    })
    return confused
  })
}

/** How many of each: a row is what is there, a column what was said, of both the last stands for nothing. */
export function confusionOf(confused: readonly Confused[], classes: number): number[][] {
  const counts = Array.from({ length: classes + 1 }, () => new Array<number>(classes + 1).fill(0))
  for (const { is, said } of confused) (counts[is] as number[])[said] = (counts[is]?.[said] ?? 0) + 1
  return counts
}

/** Of each cell the first `most`, the surest first. */
export function firstOfEach(confused: readonly Confused[], most: number): Confused[] {
  const cells = new Map<string, Confused[]>()
  for (const each of confused) {
    const cell = cells.get(`${each.is} ${each.said}`)
    if (cell) cell.push(each)
    else cells.set(`${each.is} ${each.said}`, [each])
  }
  const byScore = (a: Confused, b: Confused) => (b.score ?? 0) - (a.score ?? 0)
  return [...cells.values()].flatMap((cell) => cell.sort(byScore).slice(0, most))
}

/** i32 per detection: the object of another class that it matches, of those that are free on both sides; else -1. */
function otherClasses(truth: Truth, detections: Detections, hits: Int32Array, rule: MatchRule): Int32Array {
  const taken = new Set(hits)
  const objects = [...truth.class.keys()].filter((i) => !taken.has(i))
  const alarms = [...hits.keys()].filter((i) => (hits[i] as number) < 0)
  const alike = <T extends { readonly class: Uint8Array }>(of: T): T => ({
    ...of,
    class: new Uint8Array(of.class.length),
  })
  const matched = matchObjects(
    alike(takeTruth(truth, objects)),
    alike(takeDetections(detections, alarms)),
    rule,
  )
  const others = new Int32Array(hits.length).fill(-1)
  matched.forEach(
    (object, i) => (others[alarms[i] as number] = object < 0 ? -1 : (objects[object] as number)),
  )
  return others
}
