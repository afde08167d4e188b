import * as v from 'valibot'
import { courseOptions } from './course'
import { learningOptions } from './learning'
import type { Option, OptionValue } from './option'

/**
 * Every option of a training, by its key in the run's configuration. A new one is a line in one of the two parts: the
 * configuration's type, the command line with its help, the window's form and the check of its messages follow.
 */
export const trainOptions = { ...learningOptions, ...courseOptions } as const

type Table = typeof trainOptions
export type TrainOptionKey = keyof Table
type ValueOf<K extends TrainOptionKey> = Table[K]['value'] extends OptionValue<infer T> ? T : never
/** Those that every configuration has. */
type Given = {
  [K in TrainOptionKey]: Table[K] extends { readonly default: unknown } ? K : never
}[TrainOptionKey]

export type TrainOptionValues = { readonly [K in Given]: ValueOf<K> } & {
  readonly [K in Exclude<TrainOptionKey, Given>]?: ValueOf<K> | undefined
}

export const trainOptionKeys = Object.keys(trainOptions) as TrainOptionKey[]
export const trainOption = (key: TrainOptionKey): Option => trainOptions[key]

/** What a new run gets where nobody says otherwise. */
export const usualTraining = Object.fromEntries(
  trainOptionKeys.flatMap((key) => {
    const { default: value } = trainOption(key)
    return value === undefined ? [] : [[key, value]]
  }),
) as TrainOptionValues

type Schemas = { [K in TrainOptionKey]: v.OptionalSchema<v.GenericSchema<unknown, ValueOf<K>>, undefined> }

/** What a message may set of a training: each option or none. */
export const trainSchemas = Object.fromEntries(
  trainOptionKeys.map((key) => [key, v.optional(trainOption(key).value.schema)]),
) as Schemas
