import { bounds, type Shape } from '../records/records'
import { containsPoint, type Rect } from '../geometry/rect'
import { takeDetections } from '../found/order'
import { projectClasses, type LearnedClasses } from '../found/projectClasses'
import { detectionRect, type Detections } from '../found/detections'
import type { Evaluation, MatchRule } from './evaluation'
import { scoreDetections, type Truth } from './match'

/** An image as people marked it, and what a run found on it. */
export interface EvaluatedImage {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Classes are numbers into the class names of the evaluation. */
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  readonly checked: readonly Rect[]
  readonly detections: Detections
  /** The classes of the detections' class numbers. */
  readonly learned: LearnedClasses
}

/** Half the side of the square that stands for a point, in pixels, where no object has a size to go by. */
const pointReach = 16

/**
 * Holds detections against what people marked, only where it counts: objects and detections whose centre lies in a checked
 * area, for elsewhere a detection without an object may be a find. An image without any checked area counts whole, with a
 * warning. A point counts as a square around it, as large as the median object; a polygon as its bounding box.
 * Detections of a class that is not one of `classes` (the project's) are left out, with a warning.
 */
export function evaluateImages(
  images: readonly EvaluatedImage[],
  classes: readonly { readonly id: number; readonly name: string }[],
  rule: MatchRule,
  threshold: number | 'best',
  warn: (sentence: string) => void,
): Evaluation {
  const reach = (medianSize(images) ?? 2 * pointReach) / 2
  const scored = images.map((image) => {
    if (image.checked.length === 0) {
      warn(
        `${image.name} has no checked area and counts whole, so objects that nobody marked count as false alarms.`,
      )
    }
    const areas = image.checked.length > 0 ? image.checked : [{ x: 0, y: 0, w: image.width, h: image.height }]
    const found = countedDetections(image, classes, areas, warn)
    return { truth: countedTruth(image, areas, reach), detections: found }
  })
  const names = classes.map(({ name }) => name)
  return scoreDetections(scored, names, rule, threshold)
}

function countedTruth(image: EvaluatedImage, areas: readonly Rect[], reach: number): Truth {
  const xywh: number[] = []
  const classes: number[] = []
  image.objects.shapes.forEach((shape, i) => {
    const box = bounds(shape)
    if (!centreIn(areas, box)) return
    if (shape.kind === 'point') xywh.push(shape.x - reach, shape.y - reach, 2 * reach, 2 * reach)
    else xywh.push(box.x, box.y, box.w, box.h)
    classes.push(image.objects.classes[i] as number)
  })
  return { xywh: Float32Array.from(xywh), class: Uint8Array.from(classes) }
}

function countedDetections(
  image: EvaluatedImage,
  classes: readonly { readonly id: number; readonly name: string }[],
  areas: readonly Rect[],
  warn: (sentence: string) => void,
): Detections {
  const { detections, learned } = image
  const numbers = projectClasses(learned, classes).map((found) => (found ? classes.indexOf(found) : -1))
  const missing = learned.classNames.filter((_, i) => numbers[i] === -1)
  if (missing.length > 0)
    warn(
      `${image.name}: what was found of ${missing.join(', ')} is left out, for the project has no such class.`,
    )
  const kept: number[] = []
  for (let i = 0; i < detections.score.length; i++) {
    const known = (numbers[detections.class[i] as number] ?? -1) >= 0
    if (known && centreIn(areas, detectionRect(detections, i))) kept.push(i)
  }
  const counted = takeDetections(detections, kept)
  return { ...counted, class: counted.class.map((c) => numbers[c] as number) }
}

function centreIn(areas: readonly Rect[], box: Rect): boolean {
  return areas.some((area) => containsPoint(area, box.x + box.w / 2, box.y + box.h / 2))
}

/** Median over all objects that have an extent of the side of a square as large. */
function medianSize(images: readonly EvaluatedImage[]): number | undefined {
  const sizes = images.flatMap(({ objects }) =>
    objects.shapes.map((shape) => Math.sqrt(bounds(shape).w * bounds(shape).h)),
  )
  const known = sizes.filter((size) => size > 0).sort((a, b) => a - b)
  return known[known.length >> 1]
}
