import * as v from 'valibot'
import type { ModelId } from '../../models/catalogue'

export type ValueKind = 'run' | 'weights' | 'perClass' | 'plateau' | 'augmentation' | 'expression'

/** What an option takes: checked in the same way where a person types it and where a message brings it. */
export interface OptionValue<T> {
  /** What it is, where neither its range nor its choices say so: for the sentence that refuses another. */
  readonly kind?: ValueKind
  readonly schema: v.GenericSchema<unknown, T>
  /** What the schema shall judge, from a word of the command line; undefined where the word is nothing of the kind. */
  read(word: string): unknown
  /** Of numbers. */
  readonly range?: { readonly min: number; readonly max: number; readonly whole: boolean }
  /** Of a choice. */
  readonly choices?: readonly string[]
  /** On the command line it stands alone. */
  readonly alone?: true
}

/** What a training is about, where that decides which options apply. */
export interface Situation {
  readonly model: ModelId
  /** It starts from a run's or a file's weights. */
  readonly starts: boolean
  /** What the dataset's labels are for; undefined where there is none yet. */
  readonly task?: 'detect' | 'classify' | undefined
  /** Side of the dataset's tiles in pixels. */
  readonly tile?: number | undefined
}

/** How the window asks for an option: by a field with this label, in this group. */
export interface Field {
  readonly label: string
  /** `limits` are asked for where a person sets limits of their own, `more` under that name. */
  readonly group: 'limits' | 'more'
  readonly unit?: string
  /** What the keys up and down add. */
  readonly step?: number
}

/** One option of a training: all that the command line, the window and a message know of it. */
export interface Option<T = unknown> {
  readonly value: OptionValue<T>
  /** Its name on the command line, without the dashes. */
  readonly flag: string
  /** What stands behind the flag in the usage. */
  readonly hint?: string
  /** What it does, in a sentence: help of the command line, hint in the window. */
  readonly about: string
  /** What a new run gets where nobody says otherwise; an option without it is left out of the run's configuration. */
  readonly default?: T
  /** What the absence of an option stands for, where that is a value, too. */
  readonly absent?: T
  readonly field?: Field
  /** A run may go on with another value. */
  readonly onResume?: true
  /** The only models that it applies to. */
  readonly models?: readonly ModelId[]
  /** Why a value does not apply beside the others that were given: the end of the sentence "--flag …". */
  refuse?(value: T, given: Readonly<Record<string, unknown>>, situation: Situation): string | undefined
}

/** Decimal digits, with a point and an exponent; no other notation of JavaScript's. */
export const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

export function number(min: number, max: number, { whole = false } = {}): OptionValue<number> {
  const rules = v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max))
  return {
    schema: whole ? v.pipe(rules, v.safeInteger()) : rules,
    read: (word) => (decimal.test(word.trim()) ? Number(word) + 0 : undefined),
    range: { min, max, whole },
  }
}

export const whole = (min: number, max: number = Number.MAX_SAFE_INTEGER) => number(min, max, { whole: true })

export function choice<const T extends string>(choices: readonly T[]): OptionValue<T> {
  return { schema: v.picklist(choices), read: (word) => word, choices }
}

/** What its being there stands for; a message may say either. */
export function onOff(there = true): OptionValue<boolean> {
  return { schema: v.boolean(), read: () => there, alone: true }
}

export function textValue(kind: ValueKind): OptionValue<string> {
  return {
    kind,
    schema: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
    read: (word) => word,
  }
}

/** To a record's schema a list is one, too. */
export const noList = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)

/** `car=2,truck=0.5`: a number for each class that is named. */
export function perClass(): OptionValue<Readonly<Record<string, number>>> {
  const one = number(0.01, 1000)
  return {
    kind: 'perClass',
    schema: v.pipe(noList, v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)), one.schema)),
    read(word) {
      const pairs = word.split(',').map((pair) => {
        const at = pair.lastIndexOf('=')
        return [pair.slice(0, Math.max(0, at)).trim(), one.read(pair.slice(at + 1))] as const
      })
      return new Set(pairs.map(([name]) => name)).size === pairs.length
        ? Object.fromEntries(pairs)
        : undefined
    },
  }
}

/** A factor and a number of validations: `0.5,5`. */
export function plateau(): OptionValue<{ readonly factor: number; readonly patience: number }> {
  const [factor, patience] = [number(0.001, 0.999), whole(1, 1_000_000)]
  return {
    kind: 'plateau',
    schema: v.object({ factor: factor.schema, patience: patience.schema }),
    read(word) {
      const [a = '', b = '', ...more] = word.split(',')
      return more.length ? undefined : { factor: factor.read(a), patience: patience.read(b) }
    },
  }
}

/** An option with its value. Its texts stay getters: they follow the language. */
export const option = <T, const D extends Omit<Option<T>, 'value'>>(value: OptionValue<T>, details: D) =>
  Object.assign(details, { value })
