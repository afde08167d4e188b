import * as v from 'valibot'
import type { DatasetSummary } from '../dataset/dataset'
import type { EngineReport } from '../engine/engine'
import type { Evaluation } from '../evaluation/evaluation'
import type { PredictionInfo } from '../prediction/prediction'
import type { RunInfo, TrainReport } from '../training/config'

// THE contract between the window and the main process: every command and event once. Schemas are values, so one
// declaration both checks a message at the border and gives both ends their types.

const id = v.pipe(v.number(), v.integer(), v.minValue(0))
const finite = v.pipe(v.number(), v.finite())
const text = v.pipe(v.string(), v.maxLength(4096))
const rect = v.object({
  x: finite,
  y: finite,
  w: v.pipe(finite, v.minValue(0)),
  h: v.pipe(finite, v.minValue(0)),
})
const share = v.pipe(finite, v.minValue(0), v.maxValue(1))

const shape = v.variant('kind', [
  v.object({ kind: v.literal('box'), ...rect.entries }),
  v.object({ kind: v.literal('point'), x: finite, y: finite }),
  v.object({ kind: v.literal('polygon'), points: v.pipe(v.array(finite), v.minLength(6), v.readonly()) }),
])
const tables = {
  classes: v.object({
    id,
    name: v.pipe(text, v.minLength(1)),
    color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
  }),
  objects: v.object({
    id,
    image: id,
    class: id,
    shape,
    origin: v.picklist(['human', 'import', 'model']),
    score: v.optional(share),
  }),
  checked: v.object({ id, image: id, rect }),
  rejections: v.object({ id, image: id, class: id, rect, run: text }),
}
const change = <const T extends string, S extends v.GenericSchema>(table: T, row: S) =>
  v.object({ table: v.literal(table), before: v.nullable(row), after: v.nullable(row) })
const edit = v.object({
  label: text,
  changes: v.pipe(
    v.array(
      v.variant('table', [
        change('classes', tables.classes),
        change('objects', tables.objects),
        change('checked', tables.checked),
        change('rejections', tables.rejections),
      ]),
    ),
    v.readonly(),
  ),
})

const image = v.object({
  id,
  name: text,
  path: text,
  sha256: text,
  width: id,
  height: id,
  levels: id,
  tileSize: id,
})
const trainSettings = v.object({
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
const matchRule = v.variant('kind', [
  v.object({ kind: v.literal('centre') }),
  v.object({ kind: v.literal('iou'), threshold: share }),
])
const record = (value: unknown) => typeof value === 'object' && value !== null
const runInfo = v.custom<RunInfo>(record)
const datasetSummary = v.custom<DatasetSummary>(record)
const nothing = v.undefined()
const done = v.void()
const floats = v.custom<Float32Array>((value) => value instanceof Float32Array)
const octets = v.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** Per image what the lists show. */
const imageState = v.object({ ...image.entries, objects: id, checkedAreas: id, predictions: v.array(text) })

/** Everything small about the open project; objects and detections are loaded per image. */
const projectState = v.object({
  path: text,
  name: text,
  classes: v.array(tables.classes),
  images: v.array(imageState),
  dataset: v.nullable(datasetSummary),
  runs: v.array(runInfo),
  canUndo: v.nullable(text),
  canRedo: v.nullable(text),
})

export const commands = {
  /** Asks for a folder (Electron's own dialog) unless `path` is given by a drop or the recent list; null when the person cancels. */
  'project.new': { in: v.object({ classes: v.array(text) }), out: v.nullable(projectState) },
  'project.open': { in: v.object({ path: v.optional(text) }), out: v.nullable(projectState) },
  /** The photograph that ships, marked and checked, in a project of the person's own. */
  'project.sample': { in: nothing, out: v.nullable(projectState) },
  'project.state': { in: nothing, out: v.nullable(projectState) },
  'project.close': { in: nothing, out: done },
  'project.recent': { in: nothing, out: v.array(v.object({ path: text, name: text, openedAt: text })) },

  /** `paths` from a drop; otherwise asks. A long job: progress by `job` events, the outcome when it ends. */
  'images.import': { in: v.object({ paths: v.optional(v.array(text)) }), out: v.nullable(projectState) },
  'images.remove': { in: v.object({ image: id }), out: projectState },

  'document.load': {
    in: v.object({ image: id }),
    out: v.object({
      objects: v.array(tables.objects),
      checked: v.array(tables.checked),
      rejections: v.array(tables.rejections),
      /** First id that is free for each table. */
      nextId: id,
    }),
  },
  /** Durable when this resolves. */
  'document.apply': {
    in: v.object({ edit }),
    out: v.object({ canUndo: v.nullable(text), canRedo: v.nullable(text) }),
  },
  /** The edit that was taken back or done again, as it was applied; null when there is none. */
  'document.undo': { in: nothing, out: v.nullable(edit) },
  'document.redo': { in: nothing, out: v.nullable(edit) },

  'dataset.build': {
    in: v.object({
      tile: v.pipe(id, v.minValue(32), v.maxValue(2048)),
      level: v.pipe(id, v.maxValue(16)),
      split: v.tuple([share, share, share]),
      seed: id,
    }),
    out: datasetSummary,
  },
  'dataset.inspect': { in: nothing, out: v.nullable(datasetSummary) },

  'train.start': { in: v.object({ settings: trainSettings, resume: v.optional(text) }), out: runInfo },
  /** Ends the running training after its current step; the run keeps its checkpoints. */
  'train.stop': { in: nothing, out: done },
  /** All reports of a run, for its curves. */
  'train.history': { in: v.object({ run: text }), out: v.array(v.custom<TrainReport>(record)) },
  'engines.list': { in: nothing, out: v.array(v.custom<EngineReport>(record)) },

  'predict.start': {
    in: v.object({ images: v.array(id), run: v.optional(text), threshold: v.optional(share) }),
    out: v.array(v.object({ image: id, detections: id, seconds: finite })),
  },
  'prediction.load': {
    in: v.object({ image: id, run: v.optional(text) }),
    out: v.nullable(
      v.object({
        info: v.custom<PredictionInfo>(record),
        detections: v.object({
          xywh: floats,
          score: floats,
          class: octets,
        }),
      }),
    ),
  },
  'evaluate.run': {
    in: v.object({ images: v.array(id), run: v.optional(text), match: matchRule }),
    out: v.custom<Evaluation>(record),
  },
  /** Asks where to; null when the person cancels. */
  'export.run': {
    in: v.object({
      format: v.picklist(['yolo', 'coco', 'geojson']),
      what: v.picklist(['objects', 'predictions']),
    }),
    out: v.nullable(v.object({ written: id, dropped: id, changed: id, path: text })),
  },
  'job.cancel': { in: v.object({ job: id }), out: done },
  /** What the window remembers for itself (key bindings, theme, panel widths); JSON text. */
  'settings.read': { in: nothing, out: text },
  'settings.write': { in: v.object({ json: v.pipe(v.string(), v.maxLength(262144)) }), out: done },
} as const

export const events = {
  /** A long job: begins with done 0, ends with `ended`. */
  job: v.object({
    job: id,
    kind: v.picklist(['import', 'dataset', 'train', 'predict', 'evaluate', 'export']),
    label: text,
    done: finite,
    total: finite,
    unit: text,
    note: v.optional(text),
    secondsLeft: v.optional(finite),
    ended: v.optional(v.picklist(['done', 'failed', 'cancelled'])),
    /** The outcome or the error, one sentence, when ended. */
    message: v.optional(text),
  }),
  /** StepReport or EpochReport of the running training, at most ten a second. */
  train: v.custom<TrainReport & { readonly run: string }>(record),
  /** The project changed by something else than this window's own edits (import, run, prediction). */
  project: projectState,
  /** Something the person should know: `alert` for errors, `status` for outcomes and warnings. */
  notice: v.object({ role: v.picklist(['alert', 'status']), message: text }),
  /** A menu or the system asks the window to run one of its actions. */
  action: v.object({ id: text }),
} as const

export type Commands = typeof commands
export type CommandName = keyof Commands
export type CommandIn<C extends CommandName> = v.InferOutput<Commands[C]['in']>
export type CommandOut<C extends CommandName> = v.InferOutput<Commands[C]['out']>
export type Events = typeof events
export type EventName = keyof Events
export type EventData<E extends EventName> = v.InferOutput<Events[E]>
export type ProjectState = v.InferOutput<typeof projectState>
export type ImageState = v.InferOutput<typeof imageState>

/** What the preload script exposes as `window.windhover`. */
export interface WindowApi {
  /** Rejects with a WireError. */
  call<C extends CommandName>(command: C, input: CommandIn<C>): Promise<CommandOut<C>>
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  /** The path of a dropped file (Electron's webUtils.getPathForFile). */
  pathOf(file: unknown): string
}
