import type { Shown } from '../messages/shown'
import { sentenceOf } from '../messages/says/said'
import { says } from '../messages/says/says'

/** The sentences of `driver_says.py` by their code, with as many values as each takes. */
const sentences = (): Readonly<
  Record<string, readonly [values: number, (...values: Shown[]) => string]>
> => ({
  'no-program': [2, says.cluster.noProgramThere],
  'no-answer': [1, says.cluster.noAnswerWithinSecondsS],
  'worker-ended': [1, says.cluster.workerEnded],
  'worker-ended-saying': [2, says.cluster.workerEndedSaying],
  'worker-not-begun': [1, says.cluster.workerCouldNotBegin],
  'worker-lost': [0, () => says.cluster.workerLostSeveralTimes],
  'slot-left-out': [1, says.cluster.workerLeftOut],
  'merge-died': [1, says.cluster.blocksNotMerged],
  'merge-lost': [0, () => says.cluster.blocksNotMerged(says.cluster.aWorkerWasLost)],
  'training-ended': [1, says.cluster.trainingEndedThere],
  'training-lost': [0, () => says.cluster.trainingLost],
  'goes-on': [1, says.cluster.goesOnFromCheckpoint],
  'waits-for-cores': [1, says.cluster.waitsForCores],
  'waits-for-gpu': [0, () => says.cluster.waitsForGpu],
})

/** A sentence within a sentence within one, and no deeper. */
const deepest = 4

/**
 * A sentence of the driver or of a worker in this process's language; undefined for one that another version says.
 * @param said a code or a name of the catalogue and its values, from another machine; a value is a text, a number, such a sentence, or
 *   `{text, says}`: what a worker said, and what that was made of
 * @example driverSentence(['goes-on', ['training-lost']]) // 'The training was lost with its machine. It goes on from …'
 */
export function driverSentence(said: unknown, depth = 0): string | undefined {
  if (!Array.isArray(said) || depth === deepest) return undefined
  const [code, ...given] = said as unknown[]
  const all = sentences()
  const known = typeof code === 'string' && Object.hasOwn(all, code) ? all[code] : undefined
  if (!known) return sentenceOf(said)
  if (known[0] !== given.length) return undefined
  const values = given.map((value) =>
    typeof value === 'string' || typeof value === 'number'
      ? value
      : (ofWorker(value) ?? driverSentence(value, depth + 1)),
  )
  return values.every((value) => value !== undefined) ? known[1](...values) : undefined
}

function ofWorker(value: unknown): string | undefined {
  const { text, says } = (value ?? {}) as { readonly text?: unknown; readonly says?: unknown }
  return typeof text === 'string' ? (sentenceOf(says) ?? text) : undefined
}
