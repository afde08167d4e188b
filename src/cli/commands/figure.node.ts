import { extname, resolve } from 'node:path'
import { figureContents, figureEndings } from '../../figures/figureJob'
import { says } from '../../messages/says/says'
import { makeFigure } from '../../services/figuring.node'
import { warnOfOldColors } from '../../services/preparing.node'
import {
  choiceOption,
  type Command,
  imageOption,
  numberOption,
  type Options,
  regionOption,
  textOption,
  thresholdOption,
  UsageError,
} from '../command.node'

/** Dots an inch: 300 is what journals ask for. */
const defaultDpi = 300

function outOption(options: Options): string {
  const out = textOption(options, 'out')
  if (out !== undefined && figureEndings.some((ending) => extname(out).toLowerCase() === `.${ending}`))
    return resolve(out)
  throw new UsageError(says.runCommands.figureTakes(out))
}

export const figure: Command = {
  name: 'figure',
  usage:
    'figure PROJECT --image ID --out FILE.png|FILE.svg|FILE.tif [--region x,y,w,h] [--dpi 300] [--width MM] [--what objects|detections|both] [--run ID|best] [--threshold T|CLASS=T,…|suggested] [--legend] [--scale-bar]',
  summary: () => says.summaries.figure,
  help: () => [
    ['--region x,y,w,h', says.optionHelp.figureRegion],
    ['--dpi 300', says.optionHelp.figureDpi],
    ['--width MM', says.optionHelp.figureWidth],
    ['--what objects|detections|both', says.optionHelp.figureWhat],
    ['--run ID|best', says.optionHelp.figureRun],
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.figureThreshold],
    ['--legend', says.optionHelp.figureLegend],
    ['--scale-bar', says.optionHelp.figureScaleBar],
  ],
  options: {
    image: { type: 'string' },
    out: { type: 'string' },
    region: { type: 'string' },
    dpi: { type: 'string' },
    width: { type: 'string' },
    what: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
    legend: { type: 'boolean' },
    'scale-bar': { type: 'boolean' },
  },
  async run([folder], options, context) {
    const what = choiceOption(options, 'what', figureContents) ?? 'objects'
    if (what === 'objects' && options['run'] !== undefined)
      throw new UsageError(says.runCommands.goesWithDetections('run'))
    if (what === 'objects' && options['threshold'] !== undefined)
      throw new UsageError(says.runCommands.goesWithDetections('threshold'))
    const request = {
      image: imageOption(options, 'figure'),
      out: outOption(options),
      region: regionOption(options),
      dpi: numberOption(options, 'dpi', { min: 30, max: 2400 }) ?? defaultDpi,
      width: numberOption(options, 'width', { min: 1, max: 5000 }),
      what,
      run: textOption(options, 'run'),
      threshold: thresholdOption(options),
      legend: options['legend'] === true,
      scaleBar: options['scale-bar'] === true,
    }
    const project = await context.open(folder)
    await warnOfOldColors(project, context)
    const made = await makeFigure(project, request, context)
    context.say(says.runCommands.drawn(made, made.objects, made.detections, made.scaleBar))
    return made
  },
}
