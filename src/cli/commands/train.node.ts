import { resizeRules } from '../../tiles/tiles'
import { trainRun } from '../../services/training.node'
import {
  choiceOption,
  type Command,
  type CommandContext,
  numberOption,
  parseNumbers,
  type Options,
  textOption,
} from '../command.node'
import type { TrainReport } from '../../runs/config'
import { epochLine } from '../epochLine'
import {
  placeOption,
  trainPlaceHelp,
  trainPlaceOptions,
  trainPlaceRules,
  trainPlaceUsage,
} from '../placeOptions.node'
import { readTrainOptions, trainHelp, trainFlags, trainUsage } from '../trainOptions.node'

/** How pictures in files are read; undefined where nothing is said of it. */
function filesOptions(options: Options) {
  const split = textOption(options, 'split')
  const files = {
    tile: numberOption(options, 'tile', { min: 32, max: 2048, integer: true }),
    split: split === undefined ? undefined : (parseNumbers(split, 'split', 3) as [number, number, number]),
    resize: choiceOption(options, 'resize', resizeRules),
  }
  return Object.values(files).some((value) => value !== undefined) ? files : undefined
}

export const trainCommand: Command = {
  name: 'train',
  usage: `train PROJECT [--dataset F.h5 | LIST.csv|LIST.txt|FOLDER [--tile 256] [--split 0.7,0.2,0.1] [--resize stretch|crop|pad]] [--resume] [--verbosity 0|1|2] ${trainPlaceUsage} ${trainUsage}`,
  summary: 'Trains on the dataset; Ctrl-C stops and keeps what was learned, --resume goes on.',
  help: [
    [
      '--dataset F.h5|LIST|FOLDER',
      "The dataset file, or pictures that are read from their files as training goes; without it the project's own.",
    ],
    ['--tile 256', 'Of a list or a folder: side in pixels that pictures are made to fit.'],
    [
      '--split 0.7,0.2,0.1',
      'Of a list or a folder: shares of training, validation and test, where it names no parts.',
    ],
    ['--resize stretch|crop|pad', 'Of a list or a folder: how pictures are made to fit.'],
    ['--resume', 'Goes on with the newest run that is not finished.'],
    [
      '--verbosity 0|1|2',
      'What is said: nothing until the end, progress and a line an epoch (1), the line alone.',
    ],
    ...trainPlaceHelp,
    ...trainHelp,
  ],
  rules: trainPlaceRules,
  options: {
    tile: { type: 'string' },
    split: { type: 'string' },
    resize: { type: 'string' },
    ...trainFlags,
    dataset: { type: 'string' },
    resume: { type: 'boolean' },
    verbosity: { type: 'string' },
    ...trainPlaceOptions,
  },
  async run([folder], options, context) {
    const request = {
      files: filesOptions(options),
      ...readTrainOptions(options),
      dataset: textOption(options, 'dataset'),
      resume: options['resume'] === true ? (true as const) : undefined,
      away: placeOption(options),
    }
    const project = await context.open(folder)
    const verbosity = numberOption(options, 'verbosity', { min: 0, max: 2, integer: true }) ?? 1
    const run = await trainRun(project, request, speaking(context, verbosity))
    const best = run.best
      ? `best ${run.best.name} ${run.best.metric.toFixed(3)} in epoch ${run.best.epoch}`
      : 'no best epoch yet'
    // The clock may end it in the middle of an epoch, which is validated, too.
    const part = run.best && run.best.epoch > run.epochs ? ' and a part of the next' : ''
    context.say(
      `Run ${run.id} ${run.status}: ${run.epochs} epochs${part}, ${run.tilesPerSecond.toFixed(1)} tiles/s, ${best}.`,
    )
    const { epochs, steps, tilesPerSecond } = run
    return {
      run: run.id,
      status: run.status,
      engine: run.engine,
      epochs,
      steps,
      tilesPerSecond,
      best: run.best ?? null,
    }
  },
}

/** As Keras' `verbose`: 0 says nothing until the end, 1 shows progress and a line an epoch, 2 only the line an epoch. */
function speaking(context: CommandContext, verbosity: number): CommandContext {
  const report = (data: unknown) => {
    const told = data as TrainReport
    if (verbosity === 0 || (verbosity === 2 && told.kind !== 'epoch')) return
    context.report?.(data)
    if (told.kind === 'epoch') context.say(epochLine(told))
  }
  const progress = verbosity === 1 ? context.progress : () => {}
  return { ...context, report, progress }
}
