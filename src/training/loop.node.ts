import { setImmediate } from 'node:timers/promises'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { isOutOfMemory } from '../engine/outOfMemory'
import type { Callback, Fit } from './callbacks/callback'
import type { EpochReport, StepReport, StripReport, TrainConfig, TrainReport } from './config'
import type { InputReader } from './input'
import type { LoopState } from './loopState'
import type { PreparedBatch } from './prepareBatch'
import type { Queue } from './queue.node'
import { learningRateAt, trainedShare } from './schedule'
import { Sequence } from './sequence'
import { lookAt } from './strip'
import type { Trainer } from './trainer'
import { validate, type Validation } from './validate'

export interface Training {
  readonly config: TrainConfig
  readonly runDir: string
  readonly reader: InputReader
  readonly queue: Queue
  readonly trainer: Trainer
  readonly trainTiles: Int32Array
  readonly valTiles: Int32Array
  /** Different objects on the validation tiles that the threshold may trust; 0 where they are the train tiles. */
  readonly valObjects: number
  readonly callbacks: readonly Callback[]
  readonly context: JobContext & { report(report: TrainReport | StripReport): void }
  save(which: 'last' | 'best', state: LoopState): void
  restoreBest(): void
}

/** Where nothing else is asked for, validation takes about this share of the training's time, however short the epochs. */
const validationShare = 0.1

/** Trains until the epochs are over, a callback ends it or the signal aborts. */
export async function runLoop(training: Training, state: LoopState): Promise<'finished' | 'stopped'> {
  const { callbacks } = training
  const loop = new Loop(training, state)
  for (const callback of callbacks) {
    if (callback.id in state.callbacks) callback.restore?.(state.callbacks[callback.id])
  }
  for (const callback of callbacks) callback.onTrainBegin?.(loop)
  const end = () => {
    state.seconds = loop.seconds()
    for (const callback of callbacks) callback.onTrainEnd?.(loop)
  }
  try {
    const outcome = await trainEpochs(training, loop)
    end()
    return outcome
  } catch (error) {
    try {
      end()
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

/** The clock of a training, and what callbacks see of it. */
class Loop implements Fit {
  ended = false
  validationSeconds = 0
  private trainedSince = 0
  private validatedAt: number
  private epochStart = 0
  private readonly startedAt: number

  constructor(
    private readonly training: Training,
    readonly state: LoopState,
  ) {
    this.startedAt = performance.now() - state.seconds * 1000
    this.validatedAt = state.epoch
    this.plan()
  }

  /** Tiles of an epoch. */
  get epochLength(): number {
    const { stepsPerEpoch, batch } = this.config
    return stepsPerEpoch === undefined ? this.training.trainTiles.length : stepsPerEpoch * batch
  }

  async batch(): Promise<PreparedBatch> {
    const prepared = await this.training.queue.next()
    if (!prepared) throw new Error('the plans of a training have no end')
    return prepared
  }

  /** From now on this many tiles a step: what was prepared already is too much. */
  setBatch(batch: number): void {
    this.state.batch = batch
    this.plan()
  }

  private plan(): void {
    const { training, state } = this
    const { seed } = this.config
    const options = { seed, batch: state.batch, tilesPerEpoch: this.epochLength }
    const sequence = new Sequence(training.trainTiles, options, state.epoch)
    training.queue.restart(sequence.batches(state.position))
  }

  get config() {
    return this.training.config
  }
  get runDir() {
    return this.training.runDir
  }

  seconds(): number {
    return (performance.now() - this.startedAt) / 1000
  }

  save(which: 'last' | 'best'): void {
    this.state.callbacks = Object.fromEntries(
      this.training.callbacks.flatMap(({ id, checkpoint }) => (checkpoint ? [[id, checkpoint()]] : [])),
    )
    this.training.save(which, this.state)
  }

  restoreBest(): void {
    this.training.restoreBest()
  }

  thaw(): void {
    this.training.trainer.thaw()
  }

  stop(): void {
    this.ended = true
  }

  warn(message: string): void {
    this.training.context.warn(message)
  }

  beginEpoch(): void {
    this.epochStart = this.seconds()
  }

  epochSeconds(): number {
    return this.seconds() - this.epochStart
  }

  trained(seconds: number): void {
    this.trainedSince += seconds
  }

  validationIsDue(): boolean {
    const { validationFrequency } = this.config
    if (validationFrequency !== undefined) return this.state.epoch - this.validatedAt >= validationFrequency
    return this.trainedSince * validationShare >= this.validationSeconds
  }

  validated(seconds: number): void {
    this.validationSeconds = seconds
    this.trainedSince = 0
    this.validatedAt = this.state.epoch
  }
}

/** The rest of the epoch under way. Undefined when the signal aborted it. */
async function trainEpoch(training: Training, loop: Loop): Promise<Omit<EpochReport, 'seconds'> | undefined> {
  const { config, context, callbacks } = training
  const { state } = loop
  let [lossSum, losses, learningRate] = [0, 0, 0]
  loop.beginEpoch()
  while (state.position < loop.epochLength && !loop.ended) {
    if (context.signal.aborted) return undefined
    const before = loop.seconds()
    const prepared = await loop.batch()
    const { length } = prepared.plan.numbers
    const share = trainedShare(config, state.epoch + state.position / loop.epochLength, before)
    learningRate = state.rateFactor * learningRateAt(config.learningRate, share, config.schedule)
    const start = loop.seconds()
    const loss = stepWithin(training, loop, prepared, learningRate)
    if (loss === undefined) continue
    const [waited, stepped] = [start - before, loop.seconds() - start]
    loop.trained(waited + stepped)
    state.position += length
    state.tiles += length
    state.steps++
    state.seconds = loop.seconds()
    lossSum += loss
    losses++
    const secondsLeft = share > 0.01 ? (state.seconds / share) * (1 - share) : undefined
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
  if (whole) {
    state.epoch++
    state.position = 0
  }
  const epoch = whole ? state.epoch : state.epoch + 1
  return { kind: 'epoch', epoch, loss: lossSum / Math.max(1, losses), learningRate }
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
      throw new AppError(
        'out-of-memory',
        'Not even one tile fits into memory; build the dataset with smaller tiles.',
        { cause: error },
      )
    }
    loop.setBatch(Math.max(1, length >> 1))
    context.warn(`${length} tiles a step do not fit into memory: going on with ${state.batch}.`)
    return undefined
  }
  throw new AppError(
    'diverged',
    `The loss is no longer a number after step ${state.steps}; the weights before it are kept. Train again with a learning rate below ${config.learningRate}.`,
  )
}

/** Validates and shows what the network sees now. Undefined when the signal aborted it. */
async function validated(training: Training, loop: Loop): Promise<Validation | undefined> {
  const { config, trainer, reader, valObjects, context } = training
  const { state } = loop
  const most = config.validationSteps === undefined ? Infinity : config.validationSteps * state.batch
  const tiles = training.valTiles.subarray(0, Math.min(training.valTiles.length, most))
  const pause = async () => {
    await setImmediate()
    context.signal.throwIfAborted()
  }
  const before = loop.seconds()
  try {
    const found = await validate(trainer, reader, tiles, valObjects, state.batch, pause)
    state.threshold = found.threshold
    const strip = await lookAt(trainer, reader, tiles)
    if (strip) context.report({ kind: 'strip', epoch: state.epoch, ...strip })
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
  const minutes = config.minutes ?? Infinity
  context.progress(
    state.seconds / (minutes * 60) >= state.epoch / config.epochs
      ? { done: state.seconds, total: minutes * 60, unit: 'seconds', secondsLeft }
      : { done: state.epoch, total: config.epochs, unit: 'epochs', secondsLeft },
  )
}
