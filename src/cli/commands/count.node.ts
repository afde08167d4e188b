import { countObjects } from '../../services/counting.node'
import {
  type Command,
  imagesOption,
  numberOption,
  type Options,
  regionOption,
  textOption,
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
  usage: 'count PROJECT [--image ID|all] [--region x,y,w,h] [--run ID|best] [--threshold T]',
  summary:
    'Says how many objects of each class there are, with a 95 % interval where some checked ground was not learned from.',
  help: [
    ['--image ID|all', 'the image to count in; all: those that the run has searched'],
    ['--region x,y,w,h', 'a part of the image, in full-size pixels; goes with --image ID'],
    ['--run ID|best', 'whose detections'],
    ['--threshold T', 'the least score of a detection; without it the one that the run was searched with'],
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
      threshold: numberOption(options, 'threshold', { min: 0, max: 1 }),
    }
    const project = await context.open(folder)
    const found = await countObjects(project, request, context)
    for (const { name, count, low, high, density, unit, found: raw, method } of found.classes) {
      const interval = low === null ? 'no interval' : `95 %: ${low} to ${high}`
      context.say(
        `${count} ${name} (${interval}), ${Number(density.toPrecision(3))} ${unit}; ${raw} found. ${method}`,
      )
    }
    context.say(`Run ${found.run} at threshold ${found.threshold.toFixed(2)}.`)
    return found
  },
}
