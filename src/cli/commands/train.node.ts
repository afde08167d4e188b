import { trainRun } from '../../services/training.node'
import { type Command, type CommandContext, numberOption, textOption } from '../command.node'
import type { TrainReport } from '../../training/config'
import { epochLine } from '../epochLine'
import { readTrainOptions, trainHelp, trainOptions, trainUsage } from '../trainOptions.node'

export const train: Command = {
  name: 'train',
  usage: `train PROJECT [--dataset F.h5] [--resume] [--verbosity 0|1|2] ${trainUsage}`,
  summary: 'Trains on the dataset; Ctrl-C stops and keeps what was learned, --resume goes on.',
  help: [
    ['--dataset F.h5', "The dataset file; without it the project's own."],
    ['--resume', 'Goes on with the newest run that is not finished.'],
    [
      '--verbosity 0|1|2',
      'What is said: nothing until the end, progress and a line an epoch (1), the line alone.',
    ],
    ...trainHelp,
  ],
  options: {
    ...trainOptions,
    dataset: { type: 'string' },
    resume: { type: 'boolean' },
    verbosity: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      ...readTrainOptions(options),
      dataset: textOption(options, 'dataset'),
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
