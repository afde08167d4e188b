import { resizeRules } from '../../tiles/tiles'
import { t } from '../../messages/messages'
import { says } from '../../messages/says/says'
import { AppError } from '../../base/errors'
import { bestRun } from '../../project/folder/runs.node'
import { trainGrid } from '../../services/gridSearch.node'
import { trainRun, type TrainRequest } from '../../services/training.node'
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
import { type GridPoint, gridOf } from '../grid.node'
import { gridTable, settingsText } from '../gridTable'
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
  usage: `train PROJECT [--dataset F.h5 | LIST.csv|LIST.txt|FOLDER [--tile 256] [--split 0.7,0.2,0.1] [--resize stretch|crop|pad]] [--resume] [--grid OPTION=V1,V2,… …] [--verbosity 0|1|2] ${trainPlaceUsage} ${trainUsage}`,
  summary: () => says.summaries.train,
  help: () => [
    ['--dataset F.h5|LIST|FOLDER', says.optionHelp.trainDataset],
    ['--tile 256', says.optionHelp.trainTile],
    ['--split 0.7,0.2,0.1', says.optionHelp.trainSplit],
    ['--resize stretch|crop|pad', says.optionHelp.trainResize],
    ['--resume', says.optionHelp.trainResume],
    ['--grid OPTION=V1,V2,…', says.optionHelp.trainGrid],
    ['--verbosity 0|1|2', says.optionHelp.trainVerbosity],
    ...trainPlaceHelp(),
    ...trainHelp(),
  ],
  rules: [
    ...trainPlaceRules,
    { options: ['grid'], without: 'resume', why: () => says.optionHelp.gridBegins },
  ],
  options: {
    tile: { type: 'string' },
    split: { type: 'string' },
    resize: { type: 'string' },
    ...trainFlags,
    dataset: { type: 'string' },
    resume: { type: 'boolean' },
    grid: { type: 'string', multiple: true },
    verbosity: { type: 'string' },
    ...trainPlaceOptions,
  },
  async run([folder], options, context) {
    const verbosity = numberOption(options, 'verbosity', { min: 0, max: 2, integer: true }) ?? 1
    const speaker = speaking(context, verbosity)
    const grid = gridOf(options)
    if (grid) return searchGrid(folder, grid, speaker)
    const request = requestOf(options)
    const run = await trainRun(await context.open(folder), request, speaker)
    context.say(endOf(run))
    return resultOf(run)
  },
}

const requestOf = (options: Options): TrainRequest => ({
  files: filesOptions(options),
  ...readTrainOptions(options),
  dataset: textOption(options, 'dataset'),
  resume: options['resume'] === true ? true : undefined,
  away: placeOption(options),
})

const resultOf = ({ id, status, engine, epochs, steps, tilesPerSecond, best }: RunInfo) => ({
  run: id,
  ...{ status, engine, epochs, steps, tilesPerSecond },
  best: best ?? null,
})

/** What it comes to is that of the best run, with all runs beside it. */
async function searchGrid(
  folder: string | undefined,
  grid: readonly GridPoint[],
  context: CommandContext,
): Promise<object> {
  const requests = grid.map(({ options }) => requestOf(options))
  const project = await context.open(folder)
  const settingsOf = (index: number) => grid[index]?.settings ?? {}
  const trained = await trainGrid(project, requests, context, {
    begins: (index) =>
      context.say(says.runCommands.gridBegins(index + 1, grid.length, settingsText(settingsOf(index)))),
    ended(one) {
      if (one instanceof AppError) context.fail(one)
      else context.say(endOf(one))
    },
  })
  const rows = trained.map((one, index) => ({ settings: settingsOf(index), trained: one }))
  for (const line of gridTable(rows)) context.say(line)
  const runs = rows.flatMap(({ settings, trained: run }) =>
    run instanceof AppError ? [] : [{ settings, run }],
  )
  const best = bestRun(runs.map(({ run }) => run))
  return {
    ...(best && resultOf(best)),
    runs: runs.map(({ settings, run }) => ({ settings, ...resultOf(run) })),
  }
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
