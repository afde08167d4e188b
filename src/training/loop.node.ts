import { setImmediate } from 'node:timers/promises'
import { defaultAugmentation } from '../augment/augment'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { Random } from '../base/random'
import type { DatasetReader } from '../dataset/dataset'
import { epochOrder, makeBatch } from './batches'
import type { TrainConfig, TrainReport } from './config'
import { learningRateAt, trainedShare } from './schedule'
import type { Trainer } from './trainer'
import { validate, type Validation } from './validate'

/** How far a training is; all of it is in every checkpoint. */
export interface LoopState {
  /** Epochs completed, and tiles done of the one under way. */
  epoch: number
  position: number
  /** Since the run's first start: steps, seconds, tiles. */
  steps: number
  seconds: number
  tiles: number
  /** Tiles a step: the configured number, or less after a lack of memory. */
  batch: number
  threshold: number
  best: { epoch: number; metric: number; threshold: number } | undefined
  /** Highest F1 on the validation tiles so far, and epochs since it last rose. */
  highest: number
  sinceBetter: number
}

export interface Training {
  readonly config: TrainConfig
  readonly reader: DatasetReader
  readonly trainer: Trainer
  readonly trainTiles: Int32Array
  readonly valTiles: Int32Array
  /** Different objects on the validation tiles that the threshold may trust; 0 where they are the train tiles. */
  readonly valObjects: number
  readonly context: JobContext & { report(report: TrainReport): void }
  save(which: 'last' | 'best', state: LoopState): void
}

/** A checkpoint at the end of an epoch, when this many seconds have passed since the last one. */
const checkpointEvery = 15
/** And in the middle of a long epoch after this many: a kill costs no more than that. */
const checkpointWithin = 60
/** Validation takes about this share of the training's time, however short the epochs are. */
const validationShare = 0.1

/** Trains until the epochs, the minutes or the patience are over, or the signal aborts. */
export async function runLoop(training: Training, state: LoopState): Promise<'finished' | 'stopped'> {
  const { config, context, trainTiles } = training
  const startedAt = performance.now() - state.seconds * 1000
  const clock = () => (performance.now() - startedAt) / 1000
  let [validationSeconds, trainedSince, savedAt] = [0, 0, clock()]
  const timeIsUp = () => config.minutes !== undefined && clock() + validationSeconds >= config.minutes * 60
  let done = state.epoch >= config.epochs || timeIsUp()

  while (!done) {
    const epochStart = clock()
    const order = epochOrder(trainTiles, config.seed, state.epoch)
    let [lossSum, losses] = [0, 0]

    while (state.position < order.length && !timeIsUp()) {
      if (context.signal.aborted) {
        training.save('last', state)
        return 'stopped'
      }
      const steps = Math.ceil(order.length / state.batch)
      const numbers = order.subarray(state.position, state.position + Math.ceil(order.length / steps))
      const share = trainedShare(config, state.epoch + state.position / order.length, clock())
      const learningRate = learningRateAt(config.learningRate, share)
      const before = clock()
      const loss = stepWithin(training, state, numbers, learningRate)
      if (loss === undefined) continue
      trainedSince += clock() - before
      state.position += numbers.length
      state.tiles += numbers.length
      state.steps++
      state.seconds = clock()
      lossSum += loss
      losses++
      reportStep(training, state, {
        steps,
        loss,
        learningRate,
        share,
        seconds: clock() - before,
        tiles: numbers.length,
      })
      if (clock() - savedAt >= checkpointWithin) {
        training.save('last', state)
        savedAt = clock()
      }
      await setImmediate()
    }

    const ended = state.position >= order.length
    if (ended) {
      state.epoch++
      state.position = 0
    }
    done = state.epoch >= config.epochs || timeIsUp()
    const report = {
      kind: 'epoch',
      epoch: ended ? state.epoch : state.epoch + 1,
      loss: lossSum / Math.max(1, losses),
    } as const
    if (done || trainedSince * validationShare >= validationSeconds) {
      const before = clock()
      const found = await validateUnlessAborted(training, state)
      if (!found) {
        training.save('last', state)
        return 'stopped'
      }
      validationSeconds = clock() - before
      trainedSince = 0
      takeBest(training, state, report.epoch, found)
      context.report({ ...report, ...validationReport(found), seconds: clock() - epochStart })
    } else {
      state.sinceBetter++
      context.report({ ...report, seconds: clock() - epochStart })
    }
    if (config.patience !== undefined && state.sinceBetter >= config.patience) done = true
    state.seconds = clock()
    if (done || clock() - savedAt >= checkpointEvery) {
      training.save('last', state)
      savedAt = clock()
    }
  }
  return 'finished'
}

/** One step. Undefined if memory did not suffice: the batch has then been halved. Fails with `diverged`. */
function stepWithin(
  { config, reader, trainer, context, save }: Training,
  state: LoopState,
  numbers: Int32Array,
  rate: number,
) {
  try {
    const random = new Random(config.seed).fork(state.epoch + 1).fork(state.position)
    const loss = trainer.step(makeBatch(reader, numbers, defaultAugmentation, random), rate)
    if (Number.isFinite(loss)) return loss
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    if (numbers.length === 1) {
      throw new AppError(
        'out-of-memory',
        'Not even one tile fits into memory; build the dataset with smaller tiles.',
        {
          cause: error,
        },
      )
    }
    state.batch = Math.max(1, numbers.length >> 1)
    context.warn(`${numbers.length} tiles a step do not fit into memory: going on with ${state.batch}.`)
    return undefined
  }
  save('last', state)
  throw new AppError(
    'diverged',
    `The loss is no longer a number after step ${state.steps}; the weights before it are kept. Train again with a learning rate below ${config.learningRate}.`,
  )
}

async function validateUnlessAborted(training: Training, state: LoopState): Promise<Validation | undefined> {
  const { trainer, reader, valTiles, valObjects, context } = training
  const pause = async () => {
    await setImmediate()
    context.signal.throwIfAborted()
  }
  try {
    return await validate(trainer, reader, valTiles, valObjects, state.batch, pause)
  } catch (error) {
    if (context.signal.aborted) return undefined
    throw error
  }
}

function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out of memory|failed to allocate|allocation failed/i.test(error.message)
  )
}

/**
 * Keeps the weights as `best` if their F1 is not worse than the best so far by more than one standard error (Breiman et
 * al.: Classification and Regression Trees, 1984, section 3.4.3): between equals the longer trained ones.
 */
function takeBest(training: Training, state: LoopState, epoch: number, found: Validation): void {
  const metric = found.evaluation.f1
  const highest = state.highest
  state.sinceBetter = metric <= highest ? state.sinceBetter + 1 : 0
  state.highest = Math.max(metric, highest)
  state.threshold = found.threshold
  const objects = Math.max(1, training.valObjects)
  if (state.best && metric < state.highest - Math.sqrt((state.highest * (1 - state.highest)) / objects))
    return
  state.best = { epoch, metric, threshold: found.threshold }
  training.save('best', state)
}

function validationReport({ loss, evaluation, threshold }: Validation) {
  return {
    valLoss: loss,
    valPrecision: evaluation.precision,
    valRecall: evaluation.recall,
    valF1: evaluation.f1,
    threshold,
  }
}

function reportStep(
  { config, context }: Training,
  state: LoopState,
  step: { steps: number; loss: number; learningRate: number; share: number; seconds: number; tiles: number },
): void {
  const { steps, loss, learningRate, share } = step
  const secondsLeft = share > 0.01 ? (state.seconds / share) * (1 - share) : undefined
  const tilesPerSecond = step.tiles / step.seconds
  context.report({
    kind: 'step',
    epoch: state.epoch + 1,
    step: state.steps,
    steps,
    loss,
    learningRate,
    tilesPerSecond,
    secondsLeft,
  })
  const byClock =
    config.minutes !== undefined && state.seconds / (config.minutes * 60) >= state.epoch / config.epochs
  context.progress(
    byClock
      ? { done: state.seconds, total: (config.minutes ?? 0) * 60, unit: 'seconds', secondsLeft }
      : { done: state.epoch, total: config.epochs, unit: 'epochs', secondsLeft },
  )
}
