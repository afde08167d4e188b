import { resizeRules } from '../../tiles/tiles'
import { t } from '../../messages/messages'
import { says } from '../../messages/says/says'
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
import type { RunInfo, TrainReport } from '../../runs/config'
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
  summary: () => says.summaries.train,
  help: () => [
    ['--dataset F.h5|LIST|FOLDER', says.optionHelp.trainDataset],
    ['--tile 256', says.optionHelp.trainTile],
    ['--split 0.7,0.2,0.1', says.optionHelp.trainSplit],
    ['--resize stretch|crop|pad', says.optionHelp.trainResize],
    ['--resume', says.optionHelp.trainResume],
    ['--verbosity 0|1|2', says.optionHelp.trainVerbosity],
    ...trainPlaceHelp(),
    ...trainHelp(),
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
    context.say(endOf(run))
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

function endOf({ id, status, epochs, tilesPerSecond, best }: RunInfo): string {
  const { trained, bestEpoch, noBestEpoch } = says.runCommands
  // The clock may end it in the middle of an epoch, which is validated, too.
  const part = best !== undefined && best.epoch > epochs
  const about = { run: id, status: t.train[status], epochs, part }
  const found = best ? bestEpoch(t.train.metric(best.name), best.metric.toFixed(3), best.epoch) : noBestEpoch
  return trained(about, tilesPerSecond.toFixed(1), found)
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
