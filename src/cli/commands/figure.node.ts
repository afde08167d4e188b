import { extname, resolve } from 'node:path'
import { figureContents, figureEndings } from '../../figures/figureJob'
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
  UsageError,
} from '../command.node'

/** Dots an inch: 300 is what journals ask for. */
const usualDpi = 300

function outOption(options: Options): string {
  const out = textOption(options, 'out')
  if (out !== undefined && figureEndings.some((ending) => extname(out).toLowerCase() === `.${ending}`))
    return resolve(out)
  throw new UsageError(
    `--out takes the figure to write, which ends in .png, .svg or .tif${out === undefined ? '' : `, not "${out}"`}.`,
  )
}

export const figure: Command = {
  name: 'figure',
  usage:
    'figure PROJECT --image ID --out FILE.png|FILE.svg|FILE.tif [--region x,y,w,h] [--dpi 300] [--width MM] [--what objects|detections|both] [--run ID|best] [--legend] [--scale-bar]',
  summary: 'Draws a part of a picture for print, with outlines of what was marked and found.',
  help: [
    ['--region x,y,w,h', 'the part, in full-size pixels; without it the whole picture'],
    ['--dpi 300', 'dots an inch, which the file says of itself'],
    [
      '--width MM',
      'of the picture in print; without it a pixel of the picture is one of the figure, up to 4000',
    ],
    ['--what objects|detections|both', 'what is outlined: marked, found (dashed), or both'],
    ['--run ID|best', 'whose detections; without it those of the newest run that has searched the picture'],
    ['--legend', 'names of the classes below the picture'],
    [
      '--scale-bar',
      'a bar of a round length in µm, mm, m or km; in pixels where what a pixel covers is not known',
    ],
  ],
  options: {
    image: { type: 'string' },
    out: { type: 'string' },
    region: { type: 'string' },
    dpi: { type: 'string' },
    width: { type: 'string' },
    what: { type: 'string' },
    run: { type: 'string' },
    legend: { type: 'boolean' },
    'scale-bar': { type: 'boolean' },
  },
  async run([folder], options, context) {
    const what = choiceOption(options, 'what', figureContents) ?? 'objects'
    if (what === 'objects' && options['run'] !== undefined)
      throw new UsageError('--run goes with --what detections or both: objects belong to no run.')
    const request = {
      image: imageOption(options, 'figure'),
      out: outOption(options),
      region: regionOption(options),
      dpi: numberOption(options, 'dpi', { min: 30, max: 2400 }) ?? usualDpi,
      width: numberOption(options, 'width', { min: 1, max: 5000 }),
      what,
      run: textOption(options, 'run'),
      legend: options['legend'] === true,
      scaleBar: options['scale-bar'] === true,
    }
    const project = await context.open(folder)
    await warnOfOldColors(project, context)
    const made = await makeFigure(project, request, context)
    const bar = made.scaleBar === null ? '' : `, scale bar ${made.scaleBar}`
    context.say(
      `${made.out}: ${made.width} × ${made.height} pixels at ${made.dpi} dpi, ${made.objects} objects, ${made.detections} detections${bar}.`,
    )
    return made
  },
}
