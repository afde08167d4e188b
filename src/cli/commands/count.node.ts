import type { ClassCount } from '../../evaluation/count/count'
import { densityUnit } from '../../evaluation/count/densityUnit'
import { thresholdText } from '../../found/threshold'
import { says } from '../../messages/says/says'
import { countObjects } from '../../services/counting.node'
import {
  type Command,
  imagesOption,
  type Options,
  regionOption,
  textOption,
  thresholdOption,
  UsageError,
} from '../command.node'

function regionOfOne(options: Options) {
  const region = regionOption(options)
  if (region && imagesOption(options) === 'all') throw new UsageError(says.runCommands.regionOfOne)
  return region
}

export const countCommand: Command = {
  name: 'count',
  usage:
    'count PROJECT [--image ID|all] [--region x,y,w,h] [--run ID|best] [--threshold T|CLASS=T,…|suggested]',
  summary: () => says.summaries.count,
  help: () => [
    ['--image ID|all', says.optionHelp.countImage],
    ['--region x,y,w,h', says.optionHelp.countRegion],
    ['--run ID|best', says.optionHelp.whoseDetections],
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.countThreshold],
  ],
  options: {
    image: { type: 'string' },
    region: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      images: imagesOption(options),
      region: regionOfOne(options),
      run: textOption(options, 'run'),
      threshold: thresholdOption(options),
    }
    const project = await context.open(folder)
    const found = await countObjects(project, request, context)
    for (const each of found.classes) context.say(lineOf(each))
    context.say(says.runCommands.runAt(found.run, thresholdText(found)))
    return found
  },
}

function lineOf({ name, count, low, high, density, unit, found, method }: ClassCount): string {
  const { interval, noInterval, counted, countedHow } = says.runCommands
  const range = low === null || high === null ? noInterval : interval(low, high)
  const dense = `${Number(density.toPrecision(3))} ${densityUnit(unit)}`
  return countedHow(counted(count, name, range, dense), found, method)
}
