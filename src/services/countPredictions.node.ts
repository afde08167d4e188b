import type { JobContext } from '../base/job'
import { areaOf, type PixelSize } from '../geometry/pixelSize'
import type { Rect } from '../geometry/rect'
import { type ClassCount, countClass, fieldsNeeded, type CountResult } from '../evaluation/count/count'
import { surveysOf, type CountedGround, type Surveys } from '../evaluation/count/ground'
import { countedDetections, countedTruth, medianSize, pointReach } from '../evaluation/evaluate'
import { askedOr, asNamed, atLeast, statedThreshold } from '../found/threshold'
import type { PredictionInfo } from '../found/detections'
import { openPrediction } from '../prediction/predictionFile.node'
import { calledClasses, projectClasses } from '../found/projectClasses'
import type { CountedImages } from '../evaluation/count/count'
import type { CountJob } from './countJob'
import { unpackMarks } from './marks'

/** Counts the objects of each class that the run knows, from its predictions and from what was checked. */
export async function countPredictions(job: CountJob, context: JobContext): Promise<CountedImages> {
  const grounds: CountedGround[] = []
  let first: PredictionInfo | undefined
  const marks = job.images.map((image) => unpackMarks(image.marks))
  const side = medianSize(marks) ?? 2 * pointReach
  for (const [i, image] of job.images.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: job.images.length, unit: 'images', note: image.name })
    const file = await openPrediction(image.prediction)
    try {
      first ??= file.info
      const { objects, checked, partly } = marks[i] as (typeof marks)[number]
      const { name, width, height, seen, sample, region } = image
      const all: Rect[] = [{ x: 0, y: 0, w: width, h: height }]
      const whole = job.classes.map(() => all)
      const known = { classNames: file.info.classNames, classIds: job.classIds }
      const evaluated = {
        name,
        width,
        height,
        objects,
        checked,
        detections: atLeast(file.detections(), askedOr(job.threshold, statedThreshold(first))),
        learned: known,
      }
      const detections = countedDetections(evaluated, job.classes, whole, context.warn)
      const truth = countedTruth(evaluated, whole, side / 2)
      grounds.push({ width, height, truth, detections, checked, partly, seen, sample, region })
    } finally {
      file.close()
    }
  }
  const counting = { job, learned: first?.classNames ?? [] }
  const surveys = surveysOf(grounds, side)
  const counted = countClasses(counting, grounds, surveys)
  const checked = (surveys.beside ?? surveys).fields
  const fields = { checked, more: moreFields(counted, surveys) }
  const about = { run: job.run, ...thresholdsOf(job, first), classes: counted, fields }
  return job.each ? { ...about, images: countEach(counting, grounds, side, context) } : about
}

function thresholdsOf({ threshold, classes, classIds }: CountJob, first: PredictionInfo | undefined) {
  if (!first) return { threshold: 0 }
  const least = askedOr(threshold, statedThreshold(first))
  const learned = { classNames: first.classNames, classIds }
  return asNamed(least, calledClasses(learned, classes))
}

interface Counting {
  readonly job: CountJob
  /** The classes that the run has learned, by name. */
  readonly learned: readonly string[]
}

function countClasses(
  { job, learned }: Counting,
  grounds: readonly CountedGround[],
  surveys: Surveys,
): ClassCount[] {
  const known = new Set(projectClasses({ classNames: learned, classIds: job.classIds }, job.classes))
  const area = areaOfAll(grounds.map(({ region }, i) => ({ region, pixelSize: job.images[i]?.pixelSize })))
  return job.classes.flatMap((own, number) =>
    known.has(own)
      ? [countClass({ name: own.name, number, found: foundIn(grounds, number) }, surveys, area)]
      : [],
  )
}

/** Each image alone: all of them tell how right the run is. */
function countEach(
  counting: Counting,
  grounds: readonly CountedGround[],
  side: number,
  { signal }: JobContext,
): NonNullable<CountedImages['images']> {
  return counting.job.images.flatMap(({ name, region }, i) => {
    signal.throwIfAborted()
    if (!region) return []
    const alone = grounds.map((ground, k) => (k === i ? ground : { ...ground, region: undefined }))
    return [{ name, classes: countClasses(counting, alone, surveysOf(alone, side)) }]
  })
}

function foundIn(grounds: readonly CountedGround[], number: number): number {
  let found = 0
  for (const { detections, region } of grounds) {
    if (!region) continue
    detections.class.forEach((c, i) => {
      const [x = 0, y = 0, w = 0, h = 0] = detections.xywh.subarray(i * 4, i * 4 + 4)
      const [cx, cy] = [x + w / 2 - region.x, y + h / 2 - region.y]
      if (c === number && cx >= 0 && cy >= 0 && cx < region.w && cy < region.h) found++
    })
  }
  return found
}

/** Above this an area is a landscape, below it a slide: hectares and square millimetres. */
const landscape = 1
const [hectare, squareMillimetre, megapixel] = [1e4, 1e-6, 1e6]

/** In hectares or mm² where the pixel size of every counted image is known, else in megapixels. */
function areaOfAll(images: readonly Pick<CountJob['images'][number], 'region' | 'pixelSize'>[]): {
  size: number
  unit: string
} {
  const counted = images.flatMap(({ region, pixelSize }) => (region ? [{ region, pixelSize }] : []))
  const pixels = counted.reduce((sum, { region: { w, h } }) => sum + w * h, 0)
  if (!counted.every(({ pixelSize }) => pixelSize)) return { size: pixels / megapixel, unit: 'per megapixel' }
  const metres = counted.reduce(
    (sum, { region: { w, h }, pixelSize }) => sum + areaOf(w * h, pixelSize as PixelSize),
    0,
  )
  return metres > landscape
    ? { size: metres / hectare, unit: 'per ha' }
    : { size: metres / squareMillimetre, unit: 'per mm²' }
}

/** For the class of which there are the most. */
function moreFields(counted: CountResult['classes'], surveys: Surveys): number | null {
  if (!surveys.drawn) return null
  const most = counted.reduce<CountResult['classes'][number] | undefined>(
    (a, b) => (a && a.count >= b.count ? a : b),
    undefined,
  )
  const all = surveys.strata.reduce((n, { checked, rest }) => n + checked + rest, 0)
  return most ? fieldsNeeded(most, surveys.fields, Math.round(all)) : null
}
