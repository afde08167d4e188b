import { longestExpression } from '../../augment/expression'
import * as v from 'valibot'
import { evaluationCrops } from '../../augment/crops'
import type { EngineReport } from '../../engine/engine'
import { modelIds } from '../../models/catalogue'
import { optimiserIds } from '../../training/adam'
import { schedules, type RunInfo, type TrainReport } from '../../training/config'
import { modelFormats } from '../../training/modelFormats'
import { done, finite, id, nothing, record, text } from './schemas'

const positive = v.pipe(finite, v.minValue(0))
const several = v.pipe(id, v.minValue(1))
const perClass = v.record(text, v.pipe(finite, v.minValue(0.01), v.maxValue(1000)))

/** What the network starts from: a run of this project, or what `train.chooseStart` was answered with last. */
const start = v.variant('kind', [
  v.object({ kind: v.literal('run'), run: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)) }),
  v.object({ kind: v.literal('chosen') }),
])

const trainSettings = v.object({
  model: v.optional(v.picklist(modelIds)),
  start: v.optional(start),
  epochs: v.pipe(id, v.minValue(1)),
  minutes: v.optional(v.pipe(finite, v.minValue(0.05))),
  batch: v.pipe(id, v.minValue(1), v.maxValue(1024)),
  engine: v.picklist(['auto', 'tensorflow', 'webgpu', 'wasm']),
  seed: id,
  learningRate: v.pipe(finite, v.minValue(1e-7), v.maxValue(1)),
  falseNegativeWeight: v.pipe(finite, v.minValue(0.1), v.maxValue(100)),
  /** Ends after this many validated epochs without a better one; never without it. */
  patience: v.optional(several),
  restoreBest: v.optional(v.boolean()),
  reduceOnPlateau: v.optional(
    v.object({ factor: v.pipe(finite, v.minValue(0.01), v.maxValue(0.99)), patience: several }),
  ),
  stepsPerEpoch: v.optional(several),
  validationSteps: v.optional(several),
  validationFrequency: v.optional(several),
  validationCrop: v.optional(v.picklist(evaluationCrops)),
  optimiser: v.optional(v.picklist(optimiserIds)),
  schedule: v.optional(v.picklist(schedules)),
  falseNegativeWeights: v.optional(perClass),
  classWeights: v.optional(perClass),
  /** Checked once more, value by value, where the chain is made. */
  augmentation: v.optional(v.record(text, v.record(text, positive))),
  preprocessing: v.optional(text),
  preprocessExpression: v.optional(v.pipe(v.string(), v.maxLength(longestExpression))),
  queueSize: v.optional(v.pipe(id, v.minValue(1), v.maxValue(64))),
  workers: v.optional(v.pipe(id, v.maxValue(16))),
  csvLog: v.optional(v.boolean()),
  tensorBoard: v.optional(v.boolean()),
})
const runInfo = v.custom<RunInfo>(record)

export const trainingCommands = {
  'train.start': {
    in: v.object({ settings: trainSettings, resume: v.optional(text) }),
    out: runInfo,
    changes: true,
  },
  /** Asks for another project, a run's folder or a file of weights to start from; null when the person cancels. */
  'train.chooseStart': {
    in: v.object({ what: v.picklist(['run', 'weights']) }),
    out: v.nullable(v.object({ name: text })),
  },
  /** Ends the running training after its current step; the run keeps its checkpoints. */
  'train.stop': { in: nothing, out: done },
  /** All reports of a run, for its curves. */
  'train.history': { in: v.object({ run: text }), out: v.array(v.custom<TrainReport>(record)) },
  /** What a person wrote about a run; an empty text takes it away. */
  'run.note': { in: v.object({ run: text, note: text }), out: done, changes: true },
  /** Deletes a run with its checkpoints and predictions. */
  'run.remove': { in: v.object({ run: text }), out: done, changes: true },
  /** Writes a run's network for other programs. Asks where to; null when the person cancels. */
  'model.export': {
    in: v.object({ run: text, format: v.picklist(modelFormats) }),
    out: v.nullable(v.object({ file: text })),
  },
  'engines.list': { in: nothing, out: v.array(v.custom<EngineReport>(record)) },
} as const
