import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AppError, fromWireError, type WireError } from '../base/errors'
import type { DatasetReader } from '../dataset/dataset'
import type { Language } from '../messages/language'
import { says } from '../messages/says/says'
import { spokenHere } from '../messages/says/speak'
import { fetchBatch, type BatchSettings, type PreparedBatch } from './prepareBatch'
import type { BatchPlan } from './sequence'

export interface QueueOptions extends BatchSettings {
  /** Path of the dataset file: every worker opens it for itself. */
  readonly dataset: string
  /** The open dataset: what is read with where there are no workers. */
  readonly reader: DatasetReader
  /** Batches prepared ahead of the trainer. */
  readonly size: number
  /** Threads that prepare them; 0: the caller's own, when it asks. */
  readonly workers: number
  /** The compiled worker; absent: the one beside this module. */
  readonly script?: URL | undefined
}

export interface WorkerInput extends BatchSettings {
  readonly dataset: string
  /** In which it says what is wrong. */
  readonly language: Language
}
export interface WorkerTask {
  readonly id: number
  readonly plan: BatchPlan
  /** Memory for the images. */
  readonly spare: SharedArrayBuffer | undefined
}
export type WorkerReply =
  | { readonly id: number; readonly prepared: PreparedBatch }
  | { readonly id: number; readonly error: WireError }

interface Waiting {
  resolve(prepared: PreparedBatch): void
  reject(error: unknown): void
}

/**
 * Reads and augments batches ahead of the trainer in threads of its own. `next` gives them in the order of the plans, and the
 * same batches whatever the number of workers. Close it when done. Errors are those of reading; after one it is of no use.
 */
export class Queue {
  private readonly workers: Worker[] = []
  private readonly waiting = new Map<number, Waiting>()
  private readonly ahead: Promise<PreparedBatch>[] = []
  private readonly spares: SharedArrayBuffer[] = []
  private asked = 0
  private ended: unknown

  constructor(
    private readonly options: QueueOptions,
    private plans: Iterator<BatchPlan> = [][Symbol.iterator](),
  ) {
    const script = options.script ?? new URL('./queueWorker.js', import.meta.url)
    if (existsSync(fileURLToPath(script)))
      for (let i = 0; i < options.workers; i++) this.workers.push(this.start(script))
  }

  /** The next batch, or undefined after the last plan. */
  async next(): Promise<PreparedBatch | undefined> {
    this.fill()
    const first = this.ahead.shift()
    this.fill()
    return first
  }

  /** Takes back a batch that nobody looks at any more: a later one gets the memory of its images. */
  recycle({ batch }: PreparedBatch): void {
    const { buffer } = batch.images
    if (buffer instanceof SharedArrayBuffer) this.spares.push(buffer)
  }

  /** Goes on with other plans: what was prepared ahead is thrown away (after a change of the batch's size, say). */
  restart(plans: Iterator<BatchPlan>): void {
    this.plans = plans
    for (const dropped of this.ahead) dropped.catch(() => undefined)
    this.ahead.length = 0
  }

  async close(): Promise<void> {
    this.restart([][Symbol.iterator]())
    this.fail(new AppError('cancelled', says.training.theQueueWasClosed))
    await Promise.all(this.workers.map((worker) => worker.terminate()))
  }

  private fill(): void {
    // Without workers something is gained by preparing ahead only where pictures are decoded, in threads of their own.
    const ahead = this.workers.length > 0 || this.options.reader.fetch !== undefined
    const most = ahead ? Math.max(1, this.options.size) : 1
    while (this.ahead.length < most) {
      const { value, done } = this.plans.next()
      if (done) return
      this.ahead.push(this.prepare(value))
    }
  }

  private prepare(plan: BatchPlan): Promise<PreparedBatch> {
    if (this.ended !== undefined) return Promise.reject(this.ended as Error)
    const id = this.asked++
    const worker = this.workers[id % this.workers.length]
    const spare = this.spares.pop()
    if (!worker) return prepareHere(this.options, plan, spare)
    const prepared = new Promise<PreparedBatch>((resolve, reject) =>
      this.waiting.set(id, { resolve, reject }),
    )
    // It may fail long before anybody waits for it.
    prepared.catch(() => undefined)
    // Waiting for a thread alone keeps the program going; a finished training is not held up by one that waits.
    worker.ref()
    const task: WorkerTask = { id, plan: { ...plan, numbers: plan.numbers.slice() }, spare }
    worker.postMessage(task)
    return prepared
  }

  private start(script: URL): Worker {
    const { dataset, seed, augmentation, preprocessing, expression, targets } = this.options
    const language = spokenHere()
    const workerData: WorkerInput = {
      dataset,
      seed,
      augmentation,
      preprocessing,
      expression,
      targets,
      language,
    }
    const worker = new Worker(script, { workerData })
    worker.on('message', (reply: WorkerReply) => {
      const waiting = this.waiting.get(reply.id)
      this.waiting.delete(reply.id)
      if (this.waiting.size === 0) for (const each of this.workers) each.unref()
      if ('error' in reply) waiting?.reject(fromWireError(reply.error))
      else waiting?.resolve(reply.prepared)
    })
    worker.on('error', (error) => this.fail(error))
    worker.on('exit', (code) => {
      if (code !== 0) this.fail(new AppError('worker-died', says.training.aThreadThatReadsTiles))
    })
    worker.unref()
    return worker
  }

  private fail(error: unknown): void {
    this.ended ??= error
    for (const { reject } of this.waiting.values()) reject(this.ended)
    this.waiting.clear()
  }
}

async function prepareHere(
  options: QueueOptions,
  plan: BatchPlan,
  spare: SharedArrayBuffer | undefined,
): Promise<PreparedBatch> {
  return fetchBatch(options.reader, options, plan, spare)
}
