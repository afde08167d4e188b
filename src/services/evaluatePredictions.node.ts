import type { JobContext } from '../base/job'
import { evaluateImages, type EvaluatedImage } from '../evaluation/evaluate'
import type { Evaluation } from '../evaluation/evaluation'
import { openPrediction } from '../prediction/predictionFile.node'
import type { DataJobs } from './jobs'
import { unpackMarks } from './marks'

/**
 * Reads the predictions of all images and holds them against what people marked, at the threshold that is asked for, else the
 * one that the first states: one run has found them all, with one threshold unless the caller of a prediction chose another.
 */
export async function evaluatePredictions(
  input: DataJobs['evaluate']['in'],
  context: JobContext,
): Promise<Evaluation> {
  const images: EvaluatedImage[] = []
  let { threshold } = input
  for (const [i, { prediction, marks, name, width, height }] of input.images.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: input.images.length, unit: 'images', note: name })
    const file = await openPrediction(prediction)
    try {
      const { objects, checked } = unpackMarks(marks)
      const learned = { classNames: file.info.classNames, classIds: input.classIds }
      images.push({ name, width, height, objects, checked, detections: file.detections(), learned })
      threshold ??= file.info.threshold
    } finally {
      file.close()
    }
  }
  return evaluateImages(images, input.classes, input.match, threshold ?? 'best', context.warn)
}
