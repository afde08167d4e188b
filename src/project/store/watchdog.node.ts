import { Worker } from 'node:worker_threads'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'

/** CPU seconds after which a look at a small project was made to last for ever; a larger file may take longer. */
const minSeconds = 4
const bytesPerSecond = 25e6

/** How long reading from a project's file may take, in milliseconds. */
export function readingLimit(fileBytes: number): number {
  return 1000 * (minSeconds + fileBytes / bytesPerSecond)
}

/** Of a query that had no end: asking again would not end either. */
export function endless(path: string, cause?: unknown): AppError {
  return new AppError('project-endless', says.project.pathDidNotAnswerIn(path), { cause })
}

/** What a watchdog tells whoever looks: what it counts (0: nothing is going on), and its limit in milliseconds. */
export const watchedBytes = 16

/**
 * Looks from another thread whether the work that a watchdog tells of is over in time, and calls `late` where it is not.
 * Counts time in which the machine really worked, too, so that a busy one is no reason. Returns what ends the looking. Its
 * text is also run alone: it may use nothing from outside.
 */
export function lookAfter(shared: SharedArrayBuffer, late: () => void): () => void {
  const state = new Float64Array(shared)
  const spent = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  let [seen, wall, cpu] = [0, 0, 0]
  const timer = setInterval(() => {
    const [count = 0, limit = 0] = state
    if (count !== seen) [seen, wall, cpu] = [count, performance.now(), spent()]
    if (count === 0 || performance.now() - wall < limit || spent() - cpu < limit * 0.8) return
    clearInterval(timer)
    late()
  }, 100)
  return () => clearInterval(timer)
}

/** What ends a process whose query has no end: nobody else can interrupt it. */
const script = `
const { workerData: { shared, sentence } } = require('node:worker_threads')
const lookAfter = ${lookAfter.toString()}
lookAfter(shared, () => {
  require('node:fs').writeSync(2, sentence + '\\n')
  process.kill(process.pid, 'SIGKILL')
})
`

let rounds = 0

/**
 * Ends this process when work that was begun is not over in time: an answer that never comes keeps a window closed to
 * everything else, a process that dies does not. With `told`, it is somebody in another thread who looks and ends this one.
 */
export class WorkDeadline {
  private readonly state: Float64Array
  private thread: Worker | undefined

  constructor(
    private readonly sentence: string,
    private readonly told?: SharedArrayBuffer,
  ) {
    this.state = new Float64Array(told ?? new SharedArrayBuffer(watchedBytes))
  }

  watch<T>(limit: number, work: () => T): T {
    if (!this.told) this.thread ??= this.start()
    this.state[1] = limit
    this.state[0] = ++rounds
    try {
      return work()
    } finally {
      this.state[0] = 0
    }
  }

  close(): void {
    void this.thread?.terminate()
    this.thread = undefined
  }

  private start(): Worker {
    const workerData = { shared: this.state.buffer, sentence: this.sentence }
    const thread = new Worker(script, { eval: true, workerData, stderr: false })
    thread.unref()
    return thread
  }
}
