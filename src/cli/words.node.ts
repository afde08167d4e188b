import { parseArgs } from 'node:util'
import { says } from '../messages/says/says'
import { type Command, type Options, UsageError } from './command.node'

const common = { json: { type: 'boolean' }, verbose: { type: 'boolean' } } as const

/** What stands behind a command, by its options; the first thing that it would have to ignore is refused with `usage`. */
export function parseWords(
  command: Command,
  commands: readonly Command[],
  args: string[],
): { words: string[]; options: Options } {
  const known: Command['options'] = { ...command.options, ...common }
  const parsed = parseArgs({ args, options: known, allowPositionals: true, strict: false, tokens: true })
  const options: Record<string, string | boolean> = {}
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName } = token
    const option = Object.hasOwn(known, name) && rawName.startsWith('--') ? known[name] : undefined
    if (!option) throw new UsageError(unknown(command, commands, rawName, name))
    const several = option.multiple === true
    if (Object.hasOwn(options, name) && !several)
      throw new UsageError(says.commandLine.givenTwice(rawName, takesSeveral(option, command, name)))
    const given = valueOf(command, option.type, token)
    const before = options[name]
    // Lines: no name of a run or a file has one.
    options[name] = typeof before === 'string' && typeof given === 'string' ? `${before}\n${given}` : given
  }
  refuseTogether(command, options)
  const words = parsed.positionals
  const { most = 1 } = command
  if (words.includes('')) throw new UsageError(says.commandLine.emptyWord(command.name))
  if (words.length > most)
    throw new UsageError(says.commandLine.noUseFor(command.name, words[most] ?? '', command.usage))
  return { words, options }
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function valueOf(
  command: Command,
  type: 'string' | 'boolean',
  { rawName, value, inlineValue: inline }: OptionToken,
): string | true {
  if (type === 'boolean') {
    if (value === undefined) return true
    throw new UsageError(says.commandLine.standsAlone(rawName, value))
  }
  // A minus begins a number, two a forgotten value's successor.
  if (value === undefined || (!inline && value.startsWith('--')))
    throw new UsageError(says.commandLine.lacksItsValue(rawName, command.usage))
  if (value.trim() === '') throw new UsageError(says.commandLine.givenNothing(rawName))
  return value
}

const takesSeveral = (option: { type: string }, command: Command, name: string) =>
  option.type === 'string' && command.usage.includes(`--${name} a,b`)

function unknown(command: Command, commands: readonly Command[], rawName: string, name: string): string {
  const others = commands.filter(({ options }) => Object.hasOwn(options, name)).map((each) => each.name)
  return others.length > 0
    ? says.commandLine.optionOfOthers(command.name, rawName, others, command.usage)
    : says.commandLine.noOption(command.name, rawName, command.usage)
}

function refuseTogether({ rules = [] }: Command, options: Options): void {
  for (const { options: names, beside, without, why } of rules) {
    const found = names.find((name) => options[name] !== undefined)
    if (!found) continue
    if (beside !== undefined && options[beside] === undefined)
      throw new UsageError(says.commandLine.goesWith(found, beside, why()))
    if (without !== undefined && options[without] !== undefined)
      throw new UsageError(says.commandLine.goesNotWith(found, without, why()))
  }
}
