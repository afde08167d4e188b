import type { ParseArgsConfig } from 'node:util'
import { AppError } from '../base/errors'
import type { Rect } from '../geometry/rect'
import { deepestLevel, type LevelChoice } from '../tiles/levels'
import type { CallContext, JobRunner } from '../base/wire'
import { says } from '../messages/says/says'
import { decimal } from '../runs/options/option'
import type { DataJobs, TrainerJobs } from '../services/jobs'
import type { RequestedThreshold } from '../services/askedThreshold'
import type { Project } from '../services/project.node'

export type Options = Readonly<Record<string, string | boolean | undefined>>

/** What a command gets: its words, who works for it, and how it says what happens. */
export interface CommandContext extends CallContext {
  readonly data: JobRunner<DataJobs>
  readonly trainer: JobRunner<TrainerJobs>
  /** Opens the project that the first word names and keeps it locked until the command has ended. */
  open(folder: string | undefined): Promise<Project>
  /** Prints for people; nothing under --json. */
  say(line: string): void
  /** Prints an event for programs: nothing without --json. */
  tell(event: object): void
  /** What comes by the process's input, a line of JSON each. */
  lines(): AsyncIterable<unknown>
  /** Says what could not be done while the rest was: the result still comes, the exit code is 1. */
  fail(error: AppError): void
}

export interface Command {
  readonly name: string
  /** Names of options and placeholders: the same in every language. */
  readonly usage: string
  readonly summary: () => string
  /** Each option with what it is for, for `help COMMAND`, where the usage does not tell. */
  readonly help?: () => readonly (readonly [string, string])[]
  /** How many words it takes, the project's folder among them; 1 where it is absent. */
  readonly most?: number
  /** Options that have an effect only beside another one, or only without it. */
  readonly rules?: readonly {
    readonly options: readonly string[]
    readonly beside?: string
    readonly without?: string
    readonly why: () => string
  }[]
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** The keys of the `result` event. */
  run(words: readonly string[], options: Options, context: CommandContext): Promise<object>
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends AppError {
  constructor(sentence: string) {
    super('usage', sentence)
  }
}

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export function numberOption(
  options: Options,
  name: string,
  rule: { min?: number; max?: number; integer?: boolean } = {},
): number | undefined {
  const given = textOption(options, name)
  if (given === undefined) return undefined
  // Plus 0: there is no −0.
  const value = decimal.test(given.trim()) ? Number(given) + 0 : NaN
  const { min = -Infinity, max = Infinity, integer = false } = rule
  if (!Number.isFinite(value) || value < min || value > max || (integer && !Number.isSafeInteger(value))) {
    const takes = says.commandLine.number({ min, max, whole: integer })
    throw new UsageError(says.commandLine.takes(name, takes, given))
  }
  return value
}

/**
 * `0.4`; by class `car=0.4,bus=0.55`, with the one of the others first `0.4,bus=0.55`; or `suggested`. A name may hold commas
 * and equals signs.
 */
export function thresholdOption(options: Options): RequestedThreshold | undefined {
  const given = textOption(options, 'threshold')
  if (given === undefined || given === 'suggested') return given
  const parts = given.split(',')
  const share = (text: string) => (decimal.test(text.trim()) ? Number(text) + 0 : NaN)
  const isShare = (value: number) => value >= 0 && value <= 1
  const first = share(parts[0] as string)
  const all = isShare(first) ? first : undefined
  if (all !== undefined && parts.length === 1) return all
  const named = new Map<string, number>()
  let name = ''
  for (const part of all === undefined ? parts : parts.slice(1)) {
    const equals = part.lastIndexOf('=')
    const value = equals < 0 ? NaN : share(part.slice(equals + 1))
    name += isShare(value) ? part.slice(0, equals) : `${part},`
    if (!isShare(value)) continue
    if (named.has(name.trim())) throw new UsageError(says.commandLine.thresholdTwice(name.trim()))
    named.set(name.trim(), value)
    name = ''
  }
  if (name === '' && named.size > 0) return { all, named }
  throw new UsageError(says.commandLine.takes('threshold', says.commandLine.thresholds, given))
}

/** A level of the pyramid, or `auto`. */
export function levelOption(options: Options): LevelChoice | undefined {
  const given = textOption(options, 'level')
  if (given === undefined || given === 'auto') return given
  const level = /^\d+$/.test(given) ? Number(given) : NaN
  if (level <= deepestLevel) return level
  throw new UsageError(says.commandLine.takes('level', says.commandLine.level(deepestLevel), given))
}

/** A value out of a list. */
export function choiceOption<T extends string>(
  options: Options,
  name: string,
  choices: readonly T[],
): T | undefined {
  const given = textOption(options, name)
  if (given === undefined) return undefined
  const found = choices.find((choice) => choice === given)
  if (found) return found
  throw new UsageError(says.commandLine.takes(name, says.commandLine.oneOf(choices), given))
}

/** A table's file, by `--out`. */
export function tableOption(options: Options): string | undefined {
  const given = textOption(options, 'out')
  if (given === undefined || /\.(csv|h5|hdf5)$/i.test(given)) return given
  throw new UsageError(says.commandLine.takes('out', says.commandLine.tableName, given))
}

/** `all`, or one image's number. */
export function imagesOption(options: Options): number[] | 'all' {
  const given = textOption(options, 'image')
  if (given === undefined || given === 'all') return 'all'
  return [numberOption(options, 'image', { min: 0, integer: true }) as number]
}

/** A part of an image, in full-size pixels. */
export function regionOption(options: Options): Rect | undefined {
  const given = textOption(options, 'region')
  if (given === undefined) return undefined
  const [x = 0, y = 0, w = 0, h = 0] = parseNumbers(given, 'region', 4)
  if (w > 0 && h > 0) return { x, y, w, h }
  throw new UsageError(says.commandLine.takes('region', says.commandLine.region, given))
}

/** One image's number, which `command` cannot do without. */
export function imageOption(options: Options, command: string): number {
  const image = numberOption(options, 'image', { min: 0, integer: true })
  if (image !== undefined) return image
  throw new UsageError(says.commandLine.imageNumber(command))
}

export function parseNumbers(text: string, name: string, count: number): number[] {
  const values = text.split(',').map((word) => (decimal.test(word.trim()) ? Number(word) : NaN))
  if (values.length !== count || values.some((value) => !Number.isFinite(value))) {
    throw new UsageError(says.commandLine.takes(name, says.commandLine.numbers(count), text))
  }
  return values
}
