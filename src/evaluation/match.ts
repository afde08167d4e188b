import { detectionRect, type Detections } from '../found/detections'
import { fallingOrder } from '../found/order'
import type { Evaluation, MatchRule } from './evaluation'
import { calibrationOf, curveOf } from './curve'
import { asNamed, thresholdOf, type Threshold } from '../found/threshold'
import { averagePrecision, bestThreshold, scoresAt, sumCounts, type Counts, type Ranking } from './scores'
import { BoxGrid } from '../geometry/boxGrid'
import type { Rect } from '../geometry/rect'

/** Objects of one image: f32 [N, 4] x, y, w, h in full-size pixels and u8 [N] class numbers. */
export interface Truth {
  readonly xywh: Float32Array
  readonly class: Uint8Array
}

/** What counts of an image: class numbers are places in the project's classes. */
export interface CountedImage {
  readonly truth: Truth
  readonly detections: Detections
}

export function truthRect({ xywh }: Truth, i: number): Rect {
  const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(i * 4, i * 4 + 4)
  return { x, y, w, h }
}

/** The objects with these numbers. */
export function takeTruth({ xywh, class: classes }: Truth, numbers: readonly number[]): Truth {
  return {
    xywh: Float32Array.from(numbers.flatMap((i) => [...xywh.subarray(i * 4, i * 4 + 4)])),
    class: Uint8Array.from(numbers, (i) => classes[i] as number),
  }
}

/**
 * Compares detections with the truth. Each image's detections are taken by falling score; each takes the best object of
 * its class that is still free: with `centre` the one with the nearest centre among those whose box holds the
 * detection's centre, with `iou` the one with the greatest overlap of at least the rule's threshold. Every object is
 * found at most once, so a second detection of it is a false alarm.
 *
 * `threshold`: by the class numbers of the images; 'best' takes the one that maximises F1 over all classes together, and
 * every class is scored at that same one.
 * Ratios without a denominator (nothing detected, no objects) are 0.
 */
export function scoreDetections(
  images: readonly { readonly truth: Truth; readonly detections: Detections }[],
  classNames: readonly string[],
  rule: MatchRule,
  threshold: Threshold | 'best',
): Evaluation {
  const all = rank(images, rule)
  const chosen = threshold === 'best' ? bestThreshold(all) : threshold
  const counts: Counts[] = []
  const classes = classNames.map((name, number) => {
    const only = ofClass(all, images, number)
    const own = scoresAt(only, thresholdOf(chosen, number))
    counts.push(own)
    const { precision, recall, f1, truePositives, falsePositives } = own
    return {
      name,
      detections: truePositives + falsePositives,
      precision,
      recall,
      f1,
      ap: averagePrecision(only),
      threshold: thresholdOf(chosen, number),
      objects: only.objects,
    }
  })
  // As pycocotools: the mean over the classes that there are objects of.
  const present = classes.filter(({ objects }) => objects > 0)
  const ap = present.reduce((sum, each) => sum + each.ap, 0) / Math.max(1, present.length)
  const curves = {
    curve: curveOf(all, typeof chosen === 'number' ? chosen : undefined),
    calibration: calibrationOf(all),
  }
  const overall = { ...sumCounts(counts), ap, ...asNamed(chosen, classNames) }
  return { ...overall, objects: all.objects, classes, ...curves }
}

type Ranked = Ranking & { readonly class: Uint8Array }

/** Detections of all images by falling score, each with whether it hit. */
function rank(images: readonly { truth: Truth; detections: Detections }[], rule: MatchRule): Ranked {
  const total = images.reduce((sum, { detections }) => sum + detections.score.length, 0)
  const score = new Float32Array(total)
  const hit = new Uint8Array(total)
  const classes = new Uint8Array(total)
  let [at, objects] = [0, 0]
  for (const { truth, detections } of images) {
    score.set(detections.score, at)
    classes.set(detections.class, at)
    hit.set(matchImage(truth, detections, rule), at)
    at += detections.score.length
    objects += truth.class.length
  }
  const order = fallingOrder(score)
  return {
    score: Float32Array.from(order, (i) => score[i] as number),
    hit: Uint8Array.from(order, (i) => hit[i] as number),
    class: Uint8Array.from(order, (i) => classes[i] as number),
    objects,
  }
}

function ofClass(all: Ranked, images: readonly { truth: Truth }[], number: number): Ranking {
  const objects = images.reduce(
    (sum, { truth }) => sum + truth.class.reduce((n, c) => n + Number(c === number), 0),
    0,
  )
  return {
    score: all.score.filter((_, i) => all.class[i] === number),
    hit: all.hit.filter((_, i) => all.class[i] === number),
    objects,
  }
}

/** u8 per detection: 1 when it hit an object. */
export function matchImage(truth: Truth, detections: Detections, rule: MatchRule): Uint8Array {
  return Uint8Array.from(matchObjects(truth, detections, rule), (object) => Number(object >= 0))
}

/** i32 per detection: the number of the object that it hit, -1 for a false alarm. */
export function matchObjects(truth: Truth, detections: Detections, rule: MatchRule): Int32Array {
  const hit = new Int32Array(detections.score.length).fill(-1)
  const taken = new Uint8Array(truth.class.length)
  const grid = new BoxGrid(truth.xywh)
  for (const i of fallingOrder(detections.score)) {
    const box = detectionRect(detections, i)
    const free = (object: number) => taken[object] === 0 && truth.class[object] === detections.class[i]
    const object =
      rule.kind === 'centre' ? grid.nearestAround(box, free) : grid.maxOverlapping(box, rule.threshold, free)
    if (object < 0) continue
    taken[object] = 1
    hit[i] = object
  }
  return hit
}
