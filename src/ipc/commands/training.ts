import * as v from 'valibot'
import type { EngineReport } from '../../engine/engine'
import type { RunInfo, TrainReport } from '../../runs/config'
import { modelFormats } from '../../training/modelFormats'
import { trainSchemas } from '../../runs/options/table'
import { done, nothing, record, text } from './schemas'

/** What the network starts from: a run of this project, or what `train.chooseStart` was answered with last. */
const start = v.variant('kind', [
  v.object({ kind: v.literal('run'), run: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)) }),
  v.object({ kind: v.literal('chosen') }),
])

/** Weights to start from are no paths of the window's. */
const { from: _from, weights: _weights, ...settable } = trainSchemas
const trainSettings = v.strictObject({ ...settable, start: v.optional(start) })
const runInfo = v.custom<RunInfo>(record)

export const trainingCommands = {
  /** With `resume` only what may change when a run goes on. */
  'train.start': {
    in: v.object({
      settings: trainSettings,
      resume: v.optional(text),
      /** Absent: here. */
      where: v.optional(v.picklist(['here', 'away'])),
    }),
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
  'run.note': { in: v.object({ run: text, note: text }), out: done, changes: 'soon' },
  /** An empty name gives the run its usual one back. */
  'run.rename': { in: v.object({ run: text, name: text }), out: done, changes: 'soon' },
  /** Deletes a run with its checkpoints and predictions. */
  'run.remove': { in: v.object({ run: text }), out: done, changes: 'soon' },
  /** Writes a run's network for other programs. Asks where to; null when the person cancels. */
  'model.export': {
    in: v.object({ run: text, format: v.picklist(modelFormats) }),
    out: v.nullable(v.object({ file: text })),
  },
  'engines.list': { in: nothing, out: v.array(v.custom<EngineReport>(record)) },
} as const
