import { thresholdText } from '../../found/threshold'
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
  if (region && imagesOption(options) === 'all')
    throw new UsageError('--region goes with --image ID: it is a part of one image.')
  return region
}

export const countCommand: Command = {
  name: 'count',
  usage:
    'count PROJECT [--image ID|all] [--region x,y,w,h] [--run ID|best] [--threshold T|CLASS=T,…|suggested]',
  summary:
    'Says how many objects of each class there are, with a 95 % interval where some checked ground was not learned from.',
  help: [
    ['--image ID|all', 'the image to count in; all: those that the run has searched'],
    ['--region x,y,w,h', 'a part of the image, in full-size pixels; goes with --image ID'],
    ['--run ID|best', 'whose detections'],
    [
      '--threshold T|CLASS=T,…|suggested',
      'the least score of a detection; without it the one that the run was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
    ],
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
    for (const { name, count, low, high, density, unit, found: raw, method } of found.classes) {
      const interval = low === null ? 'no interval' : `95 %: ${low} to ${high}`
      context.say(
        `${count} ${name} (${interval}), ${Number(density.toPrecision(3))} ${unit}; ${raw} found. ${method}`,
      )
    }
    context.say(`Run ${found.run} at threshold ${thresholdText(found)}.`)
    return found
  },
}
