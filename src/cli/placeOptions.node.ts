import { parsePathMap } from '../compute/pathMap'
import { parsePlace } from '../compute/place'
import { readToken } from '../compute/token.node'
import { says } from '../messages/says/says'
import type { Away } from '../services/searchAway.node'
import { type Command, numberOption, type Options, textOption } from './command.node'

/** For the parser of a command that can run elsewhere. */
export const placeOptions: Command['options'] = {
  on: { type: 'string' },
  paths: { type: 'string' },
  slots: { type: 'string' },
}

/** Where a training runs, which is one worker. */
export const trainPlaceOptions: Command['options'] = { on: { type: 'string' }, paths: { type: 'string' } }

export const trainPlaceUsage = '[--on ray://HOST:PORT|slurm:SCRIPT [--paths /HERE=/THERE,…]]'

export const placeUsage = '[--on ray://HOST:PORT|slurm:SCRIPT [--paths /HERE=/THERE,…] [--slots N]]'

export const trainPlaceHelp = (): readonly (readonly [string, string])[] => [
  ['--on ray://HOST:PORT|slurm:SCRIPT', says.optionHelp.on],
  ['--paths /HERE=/THERE,…', says.optionHelp.paths],
]

export const placeHelp = (): readonly (readonly [string, string])[] => [
  ...trainPlaceHelp(),
  ['--slots N', says.optionHelp.slots],
]

export const trainPlaceRules: NonNullable<Command['rules']> = [
  { options: ['paths'], beside: 'on', why: () => says.optionHelp.foldersHere },
]

export const placeRules: NonNullable<Command['rules']> = [
  { options: ['paths', 'slots'], beside: 'on', why: () => says.optionHelp.nothingToShare },
]

/** Where the work is to run; undefined: here. `served`: pictures may be read from a file server. Throws UsageError. */
export function placeOption(options: Options, served = false): Away | undefined {
  const on = textOption(options, 'on')
  if (on === undefined) return undefined
  const place = parsePlace(on)
  const paths = textOption(options, 'paths')
  return {
    place,
    paths: paths === undefined ? [] : parsePathMap(paths, served),
    slots: numberOption(options, 'slots', { min: 1, max: 10_000, integer: true }),
    token: place.kind === 'ray' ? readToken(process.env) : undefined,
  }
}
