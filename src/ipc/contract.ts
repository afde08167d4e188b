import * as v from 'valibot'
import type { ExamplesReport, TrainReport } from '../runs/config'
import { appCommands, workerNames } from './commands/app'
import { countCommands } from './commands/count'
import { computeCommands } from './commands/compute'
import { datasetCommands } from './commands/dataset'
import { documentCommands } from './commands/document'
import { imageCommands, type imageView } from './commands/images'
import { foundSoFar, predictionCommands } from './commands/prediction'
import { type imageState, projectCommands, projectStateSchema } from './commands/project'
import { askedTable } from './commands/labelTables'
import { finite, id, record, text } from './commands/schemas'
import { paperCommands } from './commands/paper'
import { similarCommands } from './commands/similar'
import { trainingCommands } from './commands/training'
import { defaultSize } from './receive'

// THE contract between the window and the main process: every command and event once. Schemas are values, so one
// declaration both checks a message at the border and gives both ends their types. A command that writes into the open
// project says so by `changes` ('soon': whoever leaves the project waits for it), and is refused where the project can only be
// looked at; one that carries more than a person enters says by `most` how large its message may be (see `isWithin`).

export const commands = {
  ...projectCommands,
  ...imageCommands,
  ...documentCommands,
  ...datasetCommands,
  ...trainingCommands,
  ...paperCommands,
  ...predictionCommands,
  ...countCommands,
  ...similarCommands,
  ...computeCommands,
  ...appCommands,
} as const

export const events = {
  /** A long job: begins with done 0, ends with `ended`. */
  job: v.object({
    job: id,
    kind: v.picklist([
      'import',
      'prepare',
      'dataset',
      'train',
      'predict',
      'similar',
      'evaluate',
      'export',
      'edit',
    ]),
    label: text,
    done: finite,
    total: finite,
    unit: text,
    note: v.optional(text),
    secondsLeft: v.optional(finite),
    ended: v.optional(v.picklist(['done', 'failed', 'cancelled'])),
    /** The outcome or the error, one sentence, when ended. */
    message: v.optional(text),
    /** What could not be done while the rest was, one sentence. */
    failure: v.optional(text),
  }),
  /** StepReport or EpochReport of the running training, at most ten a second. */
  train: v.custom<(TrainReport | ExamplesReport) & { readonly run: string }>(record),
  /** A search goes on: what it has found in one more part of the image that is shown. */
  found: foundSoFar,
  /** The project changed by something else than this window's own edits (import, run, prediction). */
  project: projectStateSchema,
  /** Rows of these images changed by something else than this window's own edits. */
  document: v.object({ images: v.array(id) }),
  /** The columns of a table of labels do not say what they mean: the person is asked. Main keeps which file it is. */
  table: askedTable,
  /** How much of an image's pyramid is built; the project's state says when it is whole. */
  building: v.object({ image: id, share: finite }),
  /** Something the person should know: `alert` for errors, `status` for outcomes and warnings. */
  notice: v.object({
    role: v.picklist(['alert', 'status']),
    message: text,
    /** The kind of work that makes an alert old. */
    about: v.optional(text),
  }),
  /**
   * The project is being left, and what is not stored yet is waited for: how far that is. The window tells main of
   * everything that it has (`window.told`), and lets the person do nothing more. Null: the project stays.
   */
  leaving: v.nullable(v.object({ label: text, done: finite, total: finite })),
  /** A process neither answers nor works: a sentence; null once it does again. */
  worker: v.object({ worker: v.picklist(workerNames), stuck: v.nullable(text) }),
  /** A project to open was named outside of the window: by another start of the app, or by the system. */
  open: v.object({ path: text }),
  /** A menu or the system asks the window to run one of its actions. */
  action: v.object({ id: text }),
} as const

export type Commands = typeof commands

/** Whether a command writes into the open project. */
export const changesProject = (command: CommandName): boolean => 'changes' in commands[command]

/** Whether what it writes is over in a moment: leaving the project waits for it, as it does for edits. */
export function isWaitedFor(name: CommandName): boolean {
  const command = commands[name]
  return 'changes' in command && command.changes === 'soon'
}

/** How large a command's message may be. */
export function maxOf(name: CommandName): number {
  const command = commands[name]
  return 'most' in command ? command.most : defaultSize
}

export type CommandName = keyof Commands
export type CommandIn<C extends CommandName> = v.InferOutput<Commands[C]['in']>
export type CommandOut<C extends CommandName> = v.InferOutput<Commands[C]['out']>
export type Events = typeof events
export type EventName = keyof Events
export type EventData<E extends EventName> = v.InferOutput<Events[E]>
export type ProjectState = v.InferOutput<typeof projectStateSchema>
export type ImageState = v.InferOutput<typeof imageState>
export type ImageView = v.InferOutput<typeof imageView>

/** What the preload script exposes as `window.windhover`. */
export interface WindowApi {
  /** Rejects with a WireError. */
  call<C extends CommandName>(command: C, input: CommandIn<C>): Promise<CommandOut<C>>
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  /** The path of a dropped file (Electron's webUtils.getPathForFile). */
  pathOf(file: unknown): string
}
