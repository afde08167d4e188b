import { setImmediate } from 'node:timers/promises'
import { AppError } from '../base/errors'
import { isOutOfMemory } from '../engine/outOfMemory'
import { isFitted } from '../models/catalogue'
import { says } from '../messages/says/says'
import type { Outcome } from './callbacks/callback'
import type { EpochReport, StepReport } from '../runs/config'
import { Loop, type Training } from './fit.node'
import type { LoopState } from './loopState'
import type { PreparedBatch } from './prepareBatch'
import { learningRateAt } from './schedule'
import { lookAtExamples } from './examples'
import { validate, type Validation } from './validate'

/** Trains until the epochs are over, a callback ends it or the signal aborts. */
export async function runLoop(training: Training, state: LoopState): Promise<'finished' | 'stopped'> {
  const { callbacks } = training
  const loop = new Loop(training, state)
  for (const callback of callbacks) {
    if (callback.id in state.callbacks) callback.restore?.(state.callbacks[callback.id])
  }
  for (const callback of callbacks) callback.onTrainBegin?.(loop)
  const end = (outcome: Outcome) => {
    state.seconds = loop.seconds()
    for (const callback of callbacks) callback.onTrainEnd?.(loop, outcome)
  }
  try {
    const outcome = await trainEpochs(training, loop)
    end(outcome)
    return outcome
  } catch (error) {
    try {
      end('failed')
    } catch {
      // What went wrong first is what the person must hear of.
    }
    throw error
  }
}

async function trainEpochs(training: Training, loop: Loop): Promise<'finished' | 'stopped'> {
  const { config, callbacks, context } = training
  const { state } = loop
  while (!loop.ended && state.epoch < config.epochs) {
    const means = await trainEpoch(training, loop)
    training.trainer.endEpoch()
    if (!means) return 'stopped'
    const last = loop.ended || state.epoch >= config.epochs
    const found = last || loop.validationIsDue() ? await validated(training, loop) : undefined
    if (context.signal.aborted) return 'stopped'
    const report = { ...means, ...(found && validationReport(found)), seconds: loop.epochSeconds() }
    context.report(report)
    for (const callback of callbacks) callback.onEpochEnd?.(loop, report)
  }
  return 'finished'
}

/** The rest of the epoch under way. Undefined when the signal aborted it. */
async function trainEpoch(training: Training, loop: Loop): Promise<Omit<EpochReport, 'seconds'> | undefined> {
  const { config, context, callbacks } = training
  const { state } = loop
  const fitted = isFitted(config.model)
  let learningRate: number | undefined
  loop.beginEpoch()
  while (state.position < loop.epochLength && !loop.ended) {
    if (context.signal.aborted) return undefined
    const before = loop.seconds()
    const prepared = await loop.batch()
    const { length } = prepared.plan.numbers
    const share = loop.share()
    if (!fitted) learningRate = state.rateFactor * learningRateAt(config.learningRate, share, config.schedule)
    const start = loop.seconds()
    const loss = stepWithin(training, loop, prepared, learningRate ?? 0)
    if (loss === undefined) continue
    const [waited, stepped] = [start - before, loop.seconds() - start]
    training.queue.recycle(prepared)
    loop.trained(waited + stepped)
    state.position += length
    state.tiles += length
    state.steps++
    state.seconds = loop.seconds()
    state.lossSum += loss * length
    // With this step in both: of a training by minutes no more is left than its minutes.
    const done = loop.share()
    const secondsLeft = done > 0.01 ? (state.seconds / done) * (1 - done) : undefined
    const { epoch, steps: step } = state
    const report: StepReport = {
      ...{ kind: 'step', epoch: epoch + 1, step, steps: Math.ceil(loop.epochLength / state.batch) },
      ...{ loss, learningRate, tilesPerSecond: length / (waited + stepped), secondsLeft },
      ...{ objects: prepared.batch.tiles.classes.length, waited, stepped },
      ...{ read: prepared.read, augmented: prepared.augmented },
    }
    context.report(report)
    tellProgress(training, state, secondsLeft)
    for (const callback of callbacks) callback.onStepEnd?.(loop, report)
    await setImmediate()
  }
  const whole = state.position >= loop.epochLength
  const meanLoss = state.lossSum / Math.max(1, state.position)
  if (whole) {
    state.epoch++
    state.position = 0
    state.lossSum = 0
  }
  const epoch = whole ? state.epoch : state.epoch + 1
  return { kind: 'epoch', epoch, loss: meanLoss, learningRate }
}

/** One step's loss. Undefined if memory did not suffice: the batch has then been halved. Fails with `diverged`. */
function stepWithin(
  { config, trainer, context }: Training,
  loop: Loop,
  { batch, plan }: PreparedBatch,
  rate: number,
): number | undefined {
  const { state } = loop
  const { length } = plan.numbers
  try {
    const loss = trainer.step(batch, rate)
    if (Number.isFinite(loss)) return loss
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    if (length === 1) {
      throw new AppError('out-of-memory', says.training.notEvenOneTileFits, { cause: error })
    }
    loop.setBatch(Math.max(1, length >> 1))
    context.warn(says.training.countTilesAStepDo(length, state.batch))
    return undefined
  }
  throw new AppError('diverged', says.training.theLossIsNoLonger(state.steps, config.learningRate))
}

/** Validates and shows what the network sees now. Undefined when the signal aborted it. */
async function validated(training: Training, loop: Loop): Promise<Validation | undefined> {
  const { config, trainer, reader, valGround, context } = training
  const { state } = loop
  const most = config.validationSteps === undefined ? Infinity : config.validationSteps * state.batch
  const tiles = training.valTiles.subarray(0, Math.min(training.valTiles.length, most))
  const pause = async () => {
    await setImmediate()
    context.signal.throwIfAborted()
  }
  const before = loop.seconds()
  try {
    const found = await validate(trainer, reader, tiles, {
      ground: valGround,
      batchSize: state.batch,
      pause,
      crop: config.validationCrop,
    })
    state.threshold = found.threshold
    state.expected = found.expected
    const examples = await lookAtExamples(trainer, reader, tiles)
    if (examples) context.report({ kind: 'examples', epoch: state.epoch, ...examples })
    loop.validated(loop.seconds() - before)
    return found
  } catch (error) {
    if (context.signal.aborted) return undefined
    throw error
  }
}

function validationReport({ loss, evaluation, threshold, figures }: Validation) {
  return {
    valLoss: loss,
    valPrecision: evaluation.precision,
    valRecall: evaluation.recall,
    valF1: evaluation.f1,
    threshold,
    ...(figures && { figures }),
  }
}

function tellProgress(
  { config, context }: Training,
  state: LoopState,
  secondsLeft: number | undefined,
): void {
  const { minutes, epochs } = config
  context.progress(
    minutes !== undefined && state.seconds / (minutes * 60) >= state.epoch / epochs
      ? { done: state.seconds, total: minutes * 60, unit: 'seconds', secondsLeft }
      : { done: state.epoch, total: epochs, unit: 'epochs', secondsLeft },
  )
}
