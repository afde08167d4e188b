import { Worker } from 'node:worker_threads'
import { AppError } from '../base/errors'

/** CPU seconds after which a look at a small project was made to last for ever; a larger file may take longer. */
const leastSeconds = 4
const bytesPerSecond = 25e6

/** How long reading from a project's file may take, in milliseconds. */
export function readingLimit(fileBytes: number): number {
  return 1000 * (leastSeconds + fileBytes / bytesPerSecond)
}

/** Of a query that had no end: asking again would not end either. */
export function endless(path: string, cause?: unknown): AppError {
  return new AppError(
    'project-endless',
    `${path} did not answer in time: it is damaged, or made not to answer; restore the project from a copy.`,
    { cause },
  )
}

/** What ends a process whose query has no end: nobody else can interrupt it. Reads [armed since, limit], milliseconds. */
const script = `
const { workerData: { shared, sentence } } = require('node:worker_threads')
const state = new Float64Array(shared)
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
let [seen, wall, cpu] = [0, 0, 0]
setInterval(() => {
  if (state[0] === 0) { seen = 0; return }
  if (state[0] !== seen) [seen, wall, cpu] = [state[0], performance.now(), spent()]
  const limit = state[1]
  if (performance.now() - wall < limit || spent() - cpu < limit * 0.8) return
  require('node:fs').writeSync(2, sentence + '\\n')
  process.kill(process.pid, 'SIGKILL')
}, 100)
`

/**
 * Ends this process when work that was begun is not over in time: an answer that never comes keeps a window closed to
 * everything else, a process that dies does not. Counts time in which the machine really worked, too, so that a busy one is
 * no reason.
 */
export class Watchdog {
  private readonly state = new Float64Array(new SharedArrayBuffer(16))
  private thread: Worker | undefined
  private rounds = 0

  constructor(private readonly sentence: string) {}

  watch<T>(limit: number, work: () => T): T {
    this.thread ??= this.start()
    this.state[1] = limit
    this.state[0] = ++this.rounds
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
