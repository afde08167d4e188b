import * as v from 'valibot'
import type { EngineReport } from '../../engine/engine'
import { modelIds } from '../../models/catalogue'
import type { RunInfo, TrainReport } from '../../training/config'
import { done, finite, id, nothing, record, text } from './schemas'

const trainSettings = v.object({
  model: v.optional(v.picklist(modelIds)),
  epochs: v.pipe(id, v.minValue(1)),
  minutes: v.optional(v.pipe(finite, v.minValue(0.05))),
  batch: v.pipe(id, v.minValue(1), v.maxValue(1024)),
  engine: v.picklist(['auto', 'tensorflow', 'webgpu', 'wasm']),
  seed: id,
  learningRate: v.pipe(finite, v.minValue(1e-7), v.maxValue(1)),
  falseNegativeWeight: v.pipe(finite, v.minValue(0.1), v.maxValue(100)),
  /** Ends after this many epochs without a better validation F1; never without it. */
  patience: v.optional(v.pipe(id, v.minValue(1))),
})
const runInfo = v.custom<RunInfo>(record)

export const trainingCommands = {
  'train.start': { in: v.object({ settings: trainSettings, resume: v.optional(text) }), out: runInfo },
  /** Ends the running training after its current step; the run keeps its checkpoints. */
  'train.stop': { in: nothing, out: done },
  /** All reports of a run, for its curves. */
  'train.history': { in: v.object({ run: text }), out: v.array(v.custom<TrainReport>(record)) },
  'engines.list': { in: nothing, out: v.array(v.custom<EngineReport>(record)) },
} as const
