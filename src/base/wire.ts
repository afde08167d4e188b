import * as v from 'valibot'
import { t } from '../messages/messages'
import { AppError, fromWireError, isAbort, toWireError } from './errors'
import type { JobContext, Progress } from './job'

// Long calls between main and a worker process: call, cancel, progress, warning, report, result or error; and ping, to
// which the worker's event loop answers. The transport only carries messages; both ends live here, so a test can join
// them in memory.

const id = v.pipe(v.number(), v.integer())
const frame = v.variant('t', [
  v.object({ t: v.literal('call'), id, name: v.string(), input: v.unknown() }),
  v.object({ t: v.literal('cancel'), id }),
  v.object({
    t: v.literal('progress'),
    id,
    progress: v.object({
      done: v.number(),
      total: v.number(),
      unit: v.string(),
      note: v.optional(v.string()),
      secondsLeft: v.optional(v.number()),
    }),
  }),
  v.object({ t: v.literal('warn'), id, message: v.string() }),
  v.object({ t: v.literal('report'), id, data: v.unknown() }),
  v.object({ t: v.literal('result'), id, value: v.unknown() }),
  v.object({
    t: v.literal('error'),
    id,
    error: v.object({ code: v.string(), message: v.string(), detail: v.optional(v.string()) }),
  }),
  v.object({ t: v.literal('ping'), id }),
  v.object({ t: v.literal('pong'), id }),
])
type Frame = v.InferOutput<typeof frame>

export interface Transport {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

/** What a caller gives along: cancelling, and what it wants to hear meanwhile. */
export interface CallContext extends JobContext {
  /** Data that a job sends while it runs (training reports). */
  report?(data: unknown): void
}

/** A set of jobs by name, each with input and output. */
export type JobMap = Record<string, { in: unknown; out: unknown }>
/** Runs jobs somewhere: in this process (command line) or in a worker process (window). */
export interface JobRunner<J extends JobMap> {
  run<N extends keyof J & string>(name: N, input: J[N]['in'], context: CallContext): Promise<J[N]['out']>
}
export type JobHandlers<J extends JobMap> = {
  [N in keyof J & string]: (input: J[N]['in'], context: Required<CallContext>) => Promise<J[N]['out']>
}

/** The worker's end: answers calls with the handlers until the process ends. */
export function serve<J extends JobMap>(transport: Transport, handlers: JobHandlers<J>): void {
  const running = new Map<number, AbortController>()
  const send = (message: Frame) => transport.send(message)

  const answer = async (call: Extract<Frame, { t: 'call' }>) => {
    const controller = new AbortController()
    running.set(call.id, controller)
    try {
      const handler = handlers[call.name as keyof J & string]
      if (!handler) throw new AppError('unknown-job', `There is no job named "${call.name}".`)
      const value = await handler(call.input as J[string]['in'], {
        signal: controller.signal,
        progress: (progress: Progress) => send({ t: 'progress', id: call.id, progress }),
        warn: (message: string) => send({ t: 'warn', id: call.id, message }),
        report: (data: unknown) => send({ t: 'report', id: call.id, data }),
      })
      send({ t: 'result', id: call.id, value })
    } catch (error) {
      const cancelled = controller.signal.aborted && isAbort(error)
      send({
        t: 'error',
        id: call.id,
        error: cancelled ? { code: 'cancelled', message: t.system.cancelled } : toWireError(error),
      })
    } finally {
      running.delete(call.id)
    }
  }

  transport.onMessage((message) => {
    const parsed = v.safeParse(frame, message)
    if (!parsed.success) return
    if (parsed.output.t === 'call') void answer(parsed.output)
    else if (parsed.output.t === 'ping') send({ t: 'pong', id: parsed.output.id })
    else if (parsed.output.t === 'cancel') running.get(parsed.output.id)?.abort()
  })
}

interface Pending {
  readonly context: CallContext
  readonly stop: () => void
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The caller's end. `fail` ends every open call, when the worker has died. */
export class RemoteRunner<J extends JobMap> implements JobRunner<J> {
  private nextId = 1
  private readonly pending = new Map<number, Pending>()

  /** `heard`: told of every message of the worker, each a sign of life. */
  constructor(
    private readonly transport: Transport,
    private readonly heard: () => void = () => {},
  ) {
    transport.onMessage((message) => this.receive(message))
  }

  get busy(): boolean {
    return this.pending.size > 0
  }

  run<N extends keyof J & string>(name: N, input: J[N]['in'], context: CallContext): Promise<J[N]['out']> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      if (context.signal.aborted) return reject(new AppError('cancelled', t.system.cancelled))
      const cancel = () => this.transport.send({ t: 'cancel', id } satisfies Frame)
      context.signal.addEventListener('abort', cancel, { once: true })
      const stop = () => context.signal.removeEventListener('abort', cancel)
      this.pending.set(id, { context, stop, resolve: resolve as (value: unknown) => void, reject })
      this.transport.send({ t: 'call', id, name, input } satisfies Frame)
    })
  }

  /** Asks the worker's event loop for a sign of life. */
  ping(): void {
    this.transport.send({ t: 'ping', id: 0 } satisfies Frame)
  }

  fail(error: Error): void {
    for (const call of this.pending.values()) {
      call.stop()
      call.reject(error)
    }
    this.pending.clear()
  }

  private receive(message: unknown): void {
    const parsed = v.safeParse(frame, message)
    if (!parsed.success) return
    const received = parsed.output
    this.heard()
    const call = this.pending.get(received.id)
    if (!call) return
    if (received.t === 'progress') call.context.progress(received.progress)
    else if (received.t === 'warn') call.context.warn(received.message)
    else if (received.t === 'report') call.context.report?.(received.data)
    else if (received.t === 'result' || received.t === 'error') {
      this.pending.delete(received.id)
      call.stop()
      if (received.t === 'result') call.resolve(received.value)
      else call.reject(fromWireError(received.error))
    }
  }
}
