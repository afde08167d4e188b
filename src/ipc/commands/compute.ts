import * as v from 'valibot'
import { predictionCommands } from './prediction'
import { id, nothing, text } from './schemas'

/** Where work can run beside this computer, as a person has set it; the token itself never comes back. */
export const computeState = v.object({
  /** ray://HOST:PORT, or empty. */
  address: text,
  /** Folders with their names there, as `--paths` takes them. */
  paths: text,
  hasToken: v.boolean(),
  /** False where the system has no keychain: a token is forgotten at the end. */
  keepsToken: v.boolean(),
})

const setting = v.object({
  address: text,
  paths: text,
  /** Absent: as it is; empty: none. */
  token: v.optional(v.pipe(v.string(), v.maxLength(8192))),
})

export const computeCommands = {
  'compute.read': { in: nothing, out: computeState },
  'compute.write': { in: setting, out: computeState },
  /** Asks the cluster what is there; nothing of it is kept. */
  'compute.test': {
    in: setting,
    out: v.object({
      nodes: id,
      cpus: v.number(),
      gpus: v.number(),
      ray: text,
      /** The version of Windhover there; null where none was found. */
      windhover: v.nullable(text),
      here: text,
    }),
  },
  /** What of the open project runs on the cluster already: a run that trains, a search as it was asked for. */
  'compute.goingOn': {
    in: nothing,
    out: v.object({
      train: v.nullable(text),
      predict: v.nullable(predictionCommands['predict.start'].in),
    }),
  },
} as const
