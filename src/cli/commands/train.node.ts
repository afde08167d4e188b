import { resizeRules } from '../../dataset/dataset'
import { engineIds } from '../../engine/engine'
import { modelIds } from '../../models/catalogue'
import type { TrainReport } from '../../training/config'
import { trainRun } from '../../services/training.node'
import {
  choiceOption,
  type Command,
  type CommandContext,
  numberOption,
  numbers,
  type Options,
  textOption,
} from '../command.node'
import { epochLine } from '../epochLine'
import { readTrainOptions, trainOptions, trainUsage } from '../trainOptions.node'

/** How pictures in files are read; undefined where nothing is said of it. */
function filesOptions(options: Options) {
  const split = textOption(options, 'split')
  const files = {
    tile: numberOption(options, 'tile', { min: 32, max: 2048, integer: true }),
    split: split === undefined ? undefined : (numbers(split, 'split', 3) as [number, number, number]),
    resize: choiceOption(options, 'resize', resizeRules),
  }
  return Object.values(files).some((value) => value !== undefined) ? files : undefined
}

export const train: Command = {
  name: 'train',
  usage:
    'train PROJECT [--model heatmap|segment|alexnet|inception|yolo|yolo-tiny] [--dataset F.h5 | LIST.csv|LIST.txt|FOLDER [--tile 256] [--split 0.7,0.2,0.1] [--resize stretch|crop|pad]] [--epochs N] [--minutes M] [--batch B] [--engine auto|tensorflow|webgpu|wasm] [--seed 1] [--from RUN] [--weights FILE] [--resume] [--verbosity 0|1|2] ' +
    trainUsage,
  summary: 'Trains on the dataset; Ctrl-C stops and keeps what was learned, --resume goes on.',
  options: {
    model: { type: 'string' },
    dataset: { type: 'string' },
    tile: { type: 'string' },
    split: { type: 'string' },
    resize: { type: 'string' },
    epochs: { type: 'string' },
    minutes: { type: 'string' },
    batch: { type: 'string' },
    engine: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string' },
    weights: { type: 'string' },
    ...trainOptions,
    resume: { type: 'boolean' },
    verbosity: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      model: choiceOption(options, 'model', modelIds),
      dataset: textOption(options, 'dataset'),
      files: filesOptions(options),
      epochs: numberOption(options, 'epochs', { min: 1, integer: true }),
      minutes: numberOption(options, 'minutes', { min: 0.01 }),
      batch: numberOption(options, 'batch', { min: 1, max: 1024, integer: true }),
      engine: choiceOption(options, 'engine', ['auto', ...engineIds]),
      seed: numberOption(options, 'seed', { min: 0, integer: true }),
      from: textOption(options, 'from'),
      weights: textOption(options, 'weights'),
      ...readTrainOptions(options),
      resume: options['resume'] === true ? (true as const) : undefined,
    }
    const project = await context.open(folder)
    const verbosity = numberOption(options, 'verbosity', { min: 0, max: 2, integer: true }) ?? 1
    const run = await trainRun(project, request, speaking(context, verbosity))
    const best = run.best
      ? `best ${run.best.name} ${run.best.metric.toFixed(3)} in epoch ${run.best.epoch}`
      : 'no best epoch yet'
    context.say(
      `Run ${run.id} ${run.status}: ${run.epochs} epochs, ${run.tilesPerSecond.toFixed(1)} tiles/s, ${best}.`,
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
