import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { evaluateClassified, type JudgedImage } from '../evaluation/classifiedImages'
import { confusedIn, firstOfEach } from '../evaluation/confusion'
import { countImages, evaluateImages, type EvaluatedImage } from '../evaluation/evaluate'
import { mistakesOf } from '../evaluation/mistakes'
import type { PredictionInfo } from '../found/detections'
import { projectClasses } from '../found/projectClasses'
import { askedOr, renumbered, statedThreshold, type Threshold } from '../found/threshold'
import { says } from '../messages/says/says'
import { openPrediction, type PredictionFile } from '../prediction/predictionFile.node'
import type { DataJobs } from './jobs'
import { unpackMarks } from './marks'

type Input = DataJobs['evaluate']['in']

/** More of a kind of confusion than anybody steps through. */
const maxOfEach = 500

/**
 * Reads the predictions of all images and holds them against what people marked, at the threshold that is asked for, else the
 * one that the first states: one run has found them all, with one threshold unless the caller of a prediction chose another.
 * What classifies is judged by its classes. Fails with `no-truth` where nothing is marked that a class could be held against.
 */
export async function evaluatePredictions(
  input: Input,
  context: JobContext,
): Promise<DataJobs['evaluate']['out']> {
  const found: EvaluatedImage[] = []
  const judged: JudgedImage[] = []
  let first: PredictionInfo | undefined
  for (const [i, image] of input.images.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: input.images.length, unit: 'images', note: image.name })
    const file = await openPrediction(image.prediction)
    try {
      first ??= file.info
      const classified = classifiedImage(file, image)
      if (classified) judged.push(classified)
      else found.push(foundImage(file, image, input.classIds))
    } finally {
      file.close()
    }
  }
  const byRun = first && askedOr(input.threshold, statedThreshold(first))
  if (!first || judged.length === 0) {
    const threshold = first && byRun !== undefined ? inProject(byRun, first, input) : 'best'
    const scores = evaluateImages(found, input.classes, input.match, threshold, context.warn)
    if (!input.mistakes) return scores
    const counted = countImages(found, input.classes, () => {})
    const at = threshold === 'best' ? scores.threshold : threshold
    const confused = confusedIn(counted, input.classes.length, input.match, at)
    return {
      ...{ ...scores, mistakes: mistakesOf(counted, input.match, at) },
      confused: firstOfEach(confused, maxOfEach),
    }
  }
  const { classNames, several = false } = first
  const learned = { classNames, classIds: input.classIds }
  const judgement = { classes: input.classes, learned, several, threshold: byRun ?? 0.5 }
  const evaluation = evaluateClassified(judged, judgement, context.warn)
  if (evaluation.confusion.flat(2).some((count) => count > 0)) return evaluation
  throw new AppError('no-truth', says.services.nothingIsMarkedOfThe(first.run, classNames.join(', ')))
}

/** By the project's class numbers. */
function inProject(
  threshold: Threshold,
  { classNames }: PredictionInfo,
  { classes, classIds }: Pick<Input, 'classes' | 'classIds'>,
): Threshold {
  const known = projectClasses({ classNames, classIds }, classes)
  return renumbered(
    threshold,
    classes.map((own) => known.indexOf(own)),
  )
}

type Marked = Input['images'][number]

function foundImage(
  file: PredictionFile,
  { marks, name, width, height, seen }: Marked,
  classIds: Input['classIds'],
): EvaluatedImage {
  const { objects, checked, partly } = unpackMarks(marks)
  const detections = file.detections()
  const learned = { classNames: file.info.classNames, classIds }
  return { name, width, height, objects, checked, partly, detections, learned, seen }
}

/** Undefined where the run finds objects. */
function classifiedImage(
  file: PredictionFile,
  { marks, name, width, height }: Marked,
): JudgedImage | undefined {
  const { classes } = file.info
  const tiles = file.tiles()
  if (!classes || !tiles) return undefined
  const { objects, checked, partly } = unpackMarks(marks)
  return {
    name,
    width,
    height,
    objects,
    checked,
    partly,
    tiles,
    whole: classes.map((each) => each.probability),
  }
}
