import type { JobContext } from '../base/job'
import type { Callback, Fit } from './callbacks/callback'
import type { ExamplesReport, TrainConfig, TrainReport } from '../runs/config'
import type { ValidationGround } from '../heads/onGround'
import type { InputReader } from './input'
import type { LoopState } from './loopState'
import type { PreparedBatch } from './prepareBatch'
import type { Queue } from './queue.node'
import { trainedShare } from './schedule'
import { Sequence } from './sequence'
import type { Trainer } from './trainer'

export interface Training {
  readonly config: TrainConfig
  readonly runDir: string
  readonly reader: InputReader
  readonly queue: Queue
  readonly trainer: Trainer
  readonly trainTiles: Int32Array
  readonly valTiles: Int32Array
  /** What the validation tiles stand for; without objects where they are the train tiles. */
  readonly valGround: ValidationGround
  readonly callbacks: readonly Callback[]
  readonly context: JobContext & { report(report: TrainReport | ExamplesReport): void }
  save(which: 'last' | 'best', state: LoopState): void
  restoreBest(): void
}

/** Where nothing else is asked for, validation takes about this share of the training's time, however short the epochs. */
const validationShare = 0.1

/** The clock of a training, and what callbacks see of it. */
export class Loop implements Fit {
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

  share(): number {
    const { epoch, position } = this.state
    return trainedShare(this.config, epoch + position / this.epochLength, this.seconds())
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
