import { parsePathMap } from '../compute/pathMap'
import { parsePlace } from '../compute/place'
import { readToken } from '../compute/token.node'
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

export const placeHelp: readonly (readonly [string, string])[] = [
  [
    '--on ray://HOST:PORT|slurm:SCRIPT',
    'Computes on a Ray cluster (its token in RAY_AUTH_TOKEN, or in a file that RAY_AUTH_TOKEN_PATH names) or as an array of jobs by sbatch SCRIPT; Ctrl-C stops it there, the same command again finds it. See src/docs/scale.md.',
  ],
  [
    '--paths /HERE=/THERE,…',
    'Folders that have another name there; pictures and project lie in folders that both see. Of a search, a folder of pictures alone may have an address there, http://HOST:PORT/FOLDER: workers then read tiled TIFFs and pyramids by range requests.',
  ],
  ['--slots N', 'How many workers at once; without it as many as fit (Slurm: 8).'],
]

export const trainPlaceHelp = placeHelp.filter(([option]) => !option.startsWith('--slots'))

export const trainPlaceRules: NonNullable<Command['rules']> = [
  { options: ['paths'], beside: 'on', why: 'here folders have their own names' },
]

export const placeRules: NonNullable<Command['rules']> = [
  { options: ['paths', 'slots'], beside: 'on', why: 'here there is nothing to share out' },
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
