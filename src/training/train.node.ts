import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../files/readFile.node'
import { appendLine, replaceFile } from '../files/replaceFile.node'
import { noAugmentation } from '../augment/augment'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { Random } from '../base/random'
import type { DatasetReader } from '../dataset/dataset'
import { openDataset } from '../dataset/reader.node'
import type { Engine } from '../engine/engine'
import { selectEngine } from '../engine/engines.node'
import { findModel } from '../models/models'
import { makeBatch } from './batches'
import { fitExpression } from '../augment/preprocessing'
import { asInput, inputRecord, type InputReader } from './input'
import { Queue } from './queue.node'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.node'
import { chooseTiles, learnable } from './chooseTiles'
import { RunRecord } from './runRecord.node'
import {
  learnedFile,
  type RunInfo,
  type ExamplesReport,
  type TrainConfig,
  type TrainJob,
  type TrainReport,
} from '../runs/config'
import { callbacksFor } from './callbacks/callbacks.node'
import type { Training } from './fit.node'
import { freshState, stateOf, type LoopState } from './loopState'
import { longestHistory, reportOf } from './report'
import { runLoop } from './loop.node'
import { batchThatFits } from './memory'
import { says } from '../messages/says/says'
import { prepareNetwork } from './network'
import { reorder } from './namedWeights'
import { startFrom } from './startFrom.node'
import type { Trainer } from './trainer'
import { trainerFor } from './trainerFor'

export type TrainContext = JobContext & { report(report: TrainReport | ExamplesReport): void }

/**
 * Trains a run: writes config.json, run.json, metrics.jsonl and checkpoints/{last,best} into its folder. An abort ends it
 * after the current step with status `stopped`. Fails with `no-objects`, `diverged`, `out-of-memory` or `other-dataset`.
 */
export async function train(job: TrainJob, context: TrainContext): Promise<RunInfo> {
  const reader = await openDataset((job.there ?? job.config).dataset)
  try {
    return await trainOn(reader, job, context, job.config.workers)
  } finally {
    reader.close()
  }
}

/** Trains on a dataset that is open already; `workers` threads of their own open it once more by its path. */
// eslint-disable-next-line max-lines-per-function -- A training from top to bottom.
export async function trainOn(
  dataset: DatasetReader,
  job: TrainJob,
  context: TrainContext,
  workers = 0,
): Promise<RunInfo> {
  const { config, runDir } = job
  const text = config.preprocessExpression
  const expression = text ? fitExpression(dataset, text) : undefined
  const reader = asInput(dataset, { ...config, expression })
  const { side = reader.tile } = reader
  const chosen = chooseTiles(reader, context)
  const definition = findModel(config.model)
  if (side % definition.multiple !== 0) {
    throw new AppError(
      'tile-size',
      says.training.tilesOfSidePixelsDo(side, config.model, definition.multiple),
    )
  }
  const engine = await selectEngine(config.engine, context.warn)
  const stored = job.resume ? loadCheckpoint(join(runDir, 'checkpoints/last')) : undefined
  const { options, model, task, notes } = prepareNetwork(definition, reader, config, stored?.state.options)
  notes.forEach((sentence) => context.warn(sentence))
  const tiles = learnable(chosen, reader, task.targets.kind, context)
  await startFrom(model, definition, job.there ?? config, context)
  const trainer = trainerFor(definition, { model, task, options }, config)
  let queue: Queue | undefined
  trainer.warn = (sentence) => context.warn(sentence)
  try {
    mkdirSync(runDir, { recursive: true })
    replaceFile(join(runDir, 'config.json'), JSON.stringify(config, null, 2))
    if (job.learned) replaceFile(join(runDir, learnedFile), JSON.stringify(job.learned))
    const state = (job.resume ? resume(reader, job, trainer, context) : undefined) ?? freshState(config)
    await fitBatch(reader, { trainer, engine }, state, context)
    const record = new RunRecord(job, reader, engine, state)
    const save: Training['save'] = (which, now) => {
      const state = { ...checkpointState(reader, config, trainer, now), expression, options }
      const arrays = which === 'best' ? { average: trainer.average } : trainer.arrays
      saveCheckpoint(join(runDir, 'checkpoints', which), state, arrays)
      record.write('running')
    }
    record.write('running')
    const { seed, augmentation, preprocessing, queueSize: size } = config
    const from = { dataset: (job.there ?? config).dataset, reader: dataset }
    const { targets } = task
    queue = new Queue({ ...from, seed, augmentation, preprocessing, expression, targets, size, workers })
    const training = {
      config,
      runDir,
      reader,
      queue,
      trainer,
      ...tiles,
      callbacks: callbacksFor(config, runDir, tiles.valGround.objects, trainer.frozen && !definition.encoder),
      context: writingMetrics(context, runDir),
      save,
      restoreBest: () => restoreBest(trainer, runDir),
    }
    try {
      return record.write(await runLoop(training, state))
    } catch (error) {
      record.write('failed')
      throw error
    }
  } finally {
    await queue?.close()
    trainer.dispose()
  }
}

function writingMetrics(context: TrainContext, runDir: string): TrainContext {
  const report = (r: TrainReport | ExamplesReport) => {
    if (r.kind !== 'examples') appendLine(join(runDir, 'metrics.jsonl'), `${JSON.stringify(r)}\n`)
    context.report(r)
  }
  return { ...context, report }
}

function restoreBest(trainer: Trainer, runDir: string): void {
  const best = loadCheckpoint(join(runDir, 'checkpoints/best'))
  if (!best?.arrays['average']) return
  const average = reorder(best.arrays['average'], best.state.spec, trainer.weights.spec)
  trainer.restore({ ...trainer.arrays, values: average, average }, trainer.adam.steps)
}

async function fitBatch(
  reader: InputReader,
  { trainer, engine }: { readonly trainer: Trainer; readonly engine: Engine },
  state: LoopState,
  context: JobContext,
): Promise<void> {
  const first = reader.split.train[0] as number
  const tilesOf = (count: number) =>
    makeBatch(reader, new Int32Array(count).fill(first), noAugmentation, new Random(0))
  for (const count of [1, 2]) await reader.fetch?.(new Int32Array(count).fill(first))
  const fitting = await batchThatFits(trainer, tilesOf, engine, state.batch)
  if (fitting === state.batch) return
  context.warn(says.training.batchTilesAStepWould(state.batch, fitting))
  state.batch = fitting
}

function checkpointState(reader: InputReader, config: TrainConfig, trainer: Trainer, state: LoopState) {
  const { side: tile = reader.tile, mean, std, classNames, spec } = reader
  const { preprocessing } = config
  const { steps: adamSteps } = trainer.adam
  return {
    ...state,
    model: config.model,
    classNames,
    tile,
    level: spec.level,
    input: inputRecord(reader, config.validationCrop),
    mean,
    std,
    preprocessing,
    spec: trainer.weights.spec,
    adamSteps,
  }
}

function resume(
  reader: InputReader,
  job: TrainJob,
  trainer: Trainer,
  context: JobContext,
): LoopState | undefined {
  const stored = loadCheckpoint(join(job.runDir, 'checkpoints/last'))
  if (!stored) {
    context.warn(says.training.theRunIdHasNo(job.id))
    return undefined
  }
  if (findModel(job.config.model).fitted) {
    context.warn(says.training.theCellsOfRunAre(job.id))
    forgetAfter(join(job.runDir, 'metrics.jsonl'), 0, 0)
    return undefined
  }
  const { state, arrays } = stored
  if (
    state.classNames.join('\n') !== reader.classNames.join('\n') ||
    state.tile !== (reader.side ?? reader.tile)
  ) {
    throw new AppError('other-dataset', says.training.theDatasetDatasetHasOther(job.config.dataset, job.id))
  }
  const sameOrder = trainer.weights.spec.every(({ name }, i) => name === state.spec[i]?.name)
  if (!sameOrder && trainer.frozen) trainer.thaw()
  const { minutes } = job.config
  if (minutes !== undefined && state.seconds >= minutes * 60) {
    context.warn(says.training.theRunIdHasTrained(job.id, (state.seconds / 60).toFixed(1), minutes))
  }
  trainer.restore(arrays, state.adamSteps)
  forgetAfter(join(job.runDir, 'metrics.jsonl'), state.steps, state.epoch)
  return stateOf(state)
}

/** Drops the lines that were written after the checkpoint: what they tell of will happen again. */
function forgetAfter(path: string, steps: number, epochs: number): void {
  const before = readText(path, longestHistory)
  if (before === undefined) return
  const kept = before.split('\n').filter((line) => {
    const report = reportOf(line)
    if (!report) return false
    return report.kind === 'step' ? report.step <= steps : report.epoch <= epochs
  })
  replaceFile(path, kept.map((line) => `${line}\n`).join(''))
}
