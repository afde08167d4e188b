import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { augmentationPresets, chain } from '../augment/augment'
import { faultOf } from '../augment/expression'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { GivenOptions } from '../runs/options/gate'
import type { OptionValue } from '../runs/options/option'
import { trainOption, trainOptionKeys, type TrainOptionKey } from '../runs/options/table'
import { type Command, type Options, UsageError } from './command.node'

/** Keys of the configuration by flag: a flag may set one or the other, by what stands behind it. */
const byFlag = new Map<string, TrainOptionKey[]>()
for (const key of trainOptionKeys)
  byFlag.set(trainOption(key).flag, [...(byFlag.get(trainOption(key).flag) ?? []), key])

/** For the command's parser. */
export const trainFlags: Command['options'] = Object.fromEntries(
  [...byFlag].map(([flag, [key]]) => [
    flag,
    { type: key && trainOption(key).value.alone ? 'boolean' : 'string' },
  ]),
)

const hintOf = (key: TrainOptionKey) => trainOption(key).hint ?? trainOption(key).value.choices?.join('|')
const written = (flag: string, keys: readonly TrainOptionKey[]) =>
  [`--${flag}`, keys.flatMap((key) => hintOf(key) ?? []).join('|')].filter(Boolean).join(' ')

export const trainUsage = [...byFlag].map(([flag, keys]) => `[${written(flag, keys)}]`).join(' ')

/** What each option is for. */
export const trainHelp = (): readonly (readonly [string, string])[] =>
  [...byFlag].map(([flag, keys]) => [
    written(flag, keys),
    keys.map((key) => trainOption(key).about).join(' '),
  ])

export function readTrainOptions(options: Options): GivenOptions {
  const given: Record<string, unknown> = {}
  for (const [flag, keys] of byFlag) {
    const value = options[flag]
    if (value === undefined) continue
    const word = typeof value === 'string' ? value : ''
    const [key, read] = readBy(flag, keys, word)
    given[key] = read
  }
  return given as GivenOptions
}

function readBy(flag: string, keys: readonly TrainOptionKey[], word: string): [TrainOptionKey, unknown] {
  for (const key of keys) {
    const { value } = trainOption(key)
    const read =
      (key === 'preprocessExpression' ? expressionOf(word) : value.read(word)) ??
      (key === 'augmentation' ? augmentationFile(word) : undefined)
    const checked = v.safeParse(value.schema, read)
    if (checked.success) return [key, checked.output]
  }
  const takes = says.commandLine.or(keys.map((key) => takenBy(trainOption(key).value)))
  throw new UsageError(says.commandLine.takes(flag, takes, word))
}

function takenBy({ kind, range, choices }: OptionValue<unknown>): string {
  if (range) return says.commandLine.number(range)
  if (choices) return says.commandLine.oneOf(choices)
  if (kind === 'augmentation') return says.commandLine.presetOrFile(Object.keys(augmentationPresets))
  return says.commandLine.optionValues[kind ?? 'nothing']
}

/** As it stands, or the text of a file. */
function expressionOf(word: string): string {
  const written = existsSync(word) ? readFileSync(word, 'utf8') : word
  const fault = faultOf(written)
  if (fault) throw new UsageError(`--preprocess-expression: ${fault}`)
  return written
}

/** Kinds of augmentation with their values out of a JSON file. */
function augmentationFile(path: string): unknown {
  if (!existsSync(path)) return undefined
  const example = '{"rotation": {"degrees": 20}, "flip": {}}'
  try {
    const settings: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!v.is(trainOption('augmentation').value.schema, settings)) throw new SyntaxError()
    chain(settings as Parameters<typeof chain>[0])
    return settings
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`--augment ${path}: ${error.message}`)
    throw new UsageError(says.commandLine.augmentationFile(example, path))
  }
}
