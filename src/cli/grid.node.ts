import { says } from '../messages/says/says'
import { type Options, textOption, UsageError } from './command.node'
import { trainFlags } from './trainOptions.node'

/** More trainings than this are a mistake. */
const maxTrainings = 100

/** One training of a grid: what is otherwise than in the others, and all its options. */
export interface GridPoint {
  readonly settings: Readonly<Record<string, string>>
  readonly options: Options
}

/**
 * Every combination of what `--grid` names, as `learning-rate=0.001,0.003` and, given again, `seed=1,2,3`; the last changes
 * fastest. Undefined without it. Throws UsageError.
 */
export function gridOf(options: Options): GridPoint[] | undefined {
  const given = textOption(options, 'grid')
  if (given === undefined) return undefined
  let points: GridPoint[] = [{ settings: {}, options: { ...options, grid: undefined } }]
  for (const axis of given.split('\n')) {
    const [name, values] = axisOf(axis, options)
    if (points.some(({ settings }) => Object.hasOwn(settings, name)))
      throw new UsageError(says.runCommands.gridTwice(name))
    points = points.flatMap((point) =>
      values.map((value) => ({
        settings: { ...point.settings, [name]: value },
        options: { ...point.options, [name]: value },
      })),
    )
    if (points.length > maxTrainings)
      throw new UsageError(says.runCommands.gridTooLarge(points.length, maxTrainings))
  }
  return points
}

function axisOf(axis: string, options: Options): [string, string[]] {
  const [, name = '', list = ''] = /^([^=]*)=(.*)$/.exec(axis) ?? []
  const values = list.split(',').map((value) => value.trim())
  if (values.includes('') || new Set(values).size < values.length)
    throw new UsageError(says.commandLine.takes('grid', says.runCommands.gridExample, axis))
  const isOption = Object.hasOwn(trainFlags, name) && trainFlags[name]?.type === 'string'
  if (!isOption) throw new UsageError(says.runCommands.gridOption(name))
  if (options[name] !== undefined) throw new UsageError(says.runCommands.gridBeside(name))
  return [name, values]
}
