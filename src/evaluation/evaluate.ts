import { bounds, type Shape } from '../records/records'
import { containsPoint, type Rect } from '../geometry/rect'
import { takeDetections } from '../found/order'
import type { Threshold } from '../found/threshold'
import { projectClasses, type LearnedClasses } from '../found/projectClasses'
import { detectionRect, type Detections } from '../found/detections'
import { says } from '../messages/says/says'
import { confusedIn, confusionOf } from './confusion'
import type { Evaluation, MatchRule } from './evaluation'
import { checkedFor, isUnchecked, type CheckedGround } from '../tiles/checkedGround'
import { GroundIndex, type SeenGround } from '../tiles/learnedGround'
import { matchObjects, scoreDetections, takeTruth, truthRect, type CountedImage, type Truth } from './match'
import { scoresBySize } from './sizes'

/** An image as people marked it, and what a run found on it. */
export interface EvaluatedImage extends CheckedGround {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Classes are numbers into the class names of the evaluation. */
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  readonly detections: Detections
  /** The classes of the detections' class numbers. */
  readonly learned: LearnedClasses
  /** What trainings saw of it; absent: not known, so all of it counts as learned from. */
  readonly seen?: readonly SeenGround[] | undefined
}

/** Half the side of the square that stands for a point, in pixels, where no object has a size to go by. */
export const pointReach = 16

type Class = { readonly id: number; readonly name: string }

/**
 * Holds detections against what people marked, only where it counts: objects and detections whose centre lies in a checked
 * area for their class, for elsewhere a detection without an object may be a find. An image without any checked area is left
 * out, or counts whole where no image has any; a warning says which. A point counts as a square around it, as large as the median object; a polygon as its bounding box.
 * `threshold`: by the numbers of `classes`. Detections of a class that is not one of `classes` (the project's) are left out, with a warning.
 * The ground that the run has learned from and the ground that it has not are scored once more apart.
 */
// eslint-disable-next-line max-params -- What is held against what, how, and where warnings go.
export function evaluateImages(
  images: readonly EvaluatedImage[],
  classes: readonly Class[],
  rule: MatchRule,
  threshold: Threshold | 'best',
  warn: (sentence: string) => void,
): Evaluation {
  const scored = countImages(images, classes, warn)
  const names = classes.map(({ name }) => name)
  const all = scoreDetections(scored, names, rule, threshold)
  const chosen = threshold === 'best' ? all.threshold : threshold
  const parts = scored.map((image, i) => separate(image, images[i]?.seen, rule))
  const part = (of: readonly CountedImage[]) => {
    const scores = scoreDetections(of, names, rule, chosen)
    return scores.objects > 0 ? scores : null
  }
  const [learned, unseen] = [part(parts.map((p) => p.learned)), part(parts.map((p) => p.unseen))]
  const confused = confusedIn(scored, names.length, rule, chosen)
  return {
    ...{ ...all, learned, unseen, sizes: scoresBySize(scored, rule, chosen) },
    confusionMatrix: confusionOf(confused, names.length),
    ...(unseen ? {} : { note: says.prediction.nothingHeldBack }),
  }
}

/** What counts of each image: see `evaluateImages`. */
export function countImages(
  images: readonly EvaluatedImage[],
  classes: readonly Class[],
  warn: (sentence: string) => void,
): CountedImage[] {
  const reach = (medianSize(images) ?? 2 * pointReach) / 2
  const noneIsChecked = images.every(isUnchecked)
  return images.map((image) => {
    if (noneIsChecked) warn(says.prediction.nameHasNoCheckedAreaAnd(image.name))
    else if (isUnchecked(image)) warn(says.prediction.nameIsLeftOutNothingIn(image.name))
    const whole = [{ x: 0, y: 0, w: image.width, h: image.height }]
    const areas = classes.map((_, c) => (noneIsChecked ? whole : checkedFor(image, c)))
    const found = countedDetections(image, classes, areas, warn)
    return { truth: countedTruth(image, areas, reach), detections: found }
  })
}

/** By where objects lie; a detection goes with the object that it hits, a false alarm by its own centre. */
function separate(image: CountedImage, seen: readonly SeenGround[] | undefined, rule: MatchRule) {
  const { truth, detections } = image
  const nothing: CountedImage = { truth: takeTruth(truth, []), detections: takeDetections(detections, []) }
  if (!seen) return { learned: image, unseen: nothing }
  const index = new GroundIndex(seen)
  const isLearned = ({ x, y, w, h }: Rect) => index.has(x + w / 2, y + h / 2)
  const objects = Array.from(truth.class, (_, i) => isLearned(truthRect(truth, i)))
  const hits = matchObjects(truth, detections, rule)
  const found = Array.from(hits, (object, i) => objects[object] ?? isLearned(detectionRect(detections, i)))
  const take = (which: boolean): CountedImage => ({
    truth: takeTruth(truth, numbersOf(objects, which)),
    detections: takeDetections(detections, numbersOf(found, which)),
  })
  return { learned: take(true), unseen: take(false) }
}

function numbersOf(values: readonly boolean[], wanted: boolean): number[] {
  return values.flatMap((value, i) => (value === wanted ? [i] : []))
}

/** Where objects and detections of a class count, by the class's number. */
export type AreasByClass = readonly (readonly Rect[])[]

export function countedTruth(image: EvaluatedImage, areas: AreasByClass, reach: number): Truth {
  const xywh: number[] = []
  const classes: number[] = []
  image.objects.shapes.forEach((shape, i) => {
    const box = bounds(shape)
    if (!centreIn(areas[image.objects.classes[i] as number], box)) return
    if (shape.kind === 'point') xywh.push(shape.x - reach, shape.y - reach, 2 * reach, 2 * reach)
    else xywh.push(box.x, box.y, box.w, box.h)
    classes.push(image.objects.classes[i] as number)
  })
  return { xywh: Float32Array.from(xywh), class: Uint8Array.from(classes) }
}

export function countedDetections(
  image: EvaluatedImage,
  classes: readonly { readonly id: number; readonly name: string }[],
  areas: AreasByClass,
  warn: (sentence: string) => void,
): Detections {
  const { detections, learned } = image
  const numbers = projectClasses(learned, classes).map((found) => (found ? classes.indexOf(found) : -1))
  const missing = learned.classNames.filter((_, i) => numbers[i] === -1)
  if (missing.length > 0) warn(says.prediction.nameWhatWasFoundOf(image.name, missing.join(', ')))
  const kept: number[] = []
  for (let i = 0; i < detections.score.length; i++) {
    const number = numbers[detections.class[i] as number] ?? -1
    if (number >= 0 && centreIn(areas[number], detectionRect(detections, i))) kept.push(i)
  }
  const counted = takeDetections(detections, kept)
  return { ...counted, class: counted.class.map((c) => numbers[c] as number) }
}

function centreIn(areas: readonly Rect[] = [], box: Rect): boolean {
  return areas.some((area) => containsPoint(area, box.x + box.w / 2, box.y + box.h / 2))
}

/** Median over all objects that have an extent of the side of a square as large. */
export function medianSize(images: readonly Pick<EvaluatedImage, 'objects'>[]): number | undefined {
  const sizes = images.flatMap(({ objects }) =>
    objects.shapes.map((shape) => Math.sqrt(bounds(shape).w * bounds(shape).h)),
  )
  const known = sizes.filter((size) => size > 0).sort((a, b) => a - b)
  return known[known.length >> 1]
}
