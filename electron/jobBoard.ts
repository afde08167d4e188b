import { isAbort } from '../src/base/errors'
import { projectLeft } from '../src/base/projectLeft'
import { type Progress, secondsLeft } from '../src/base/job'
import type { EventData } from '../src/ipc/contract'
import type { CallContext } from '../src/base/wire'
import { t } from '../src/messages/messages'

type JobEvent = EventData<'job'>
/** The window redraws a bar this often at the most. */
const interval = 100

/** Of a message. */
const longestText = 4096

interface Entry {
  readonly controller: AbortController
  readonly kind: JobEvent['kind']
  /** It runs on another computer, and goes on there when its project is left. */
  readonly away: boolean
}

/** Long work of the window: numbered, told about by `job` events, cancelled by number. */
export class JobBoard {
  private nextId = 1
  private readonly running = new Map<number, Entry>()

  constructor(
    private readonly tell: (event: JobEvent) => void,
    private readonly notice: (role: 'alert' | 'status', message: string) => void,
  ) {}

  /** Runs the work; its outcome ends the job, in one sentence. Errors end it too and are thrown on. */
  async run<T>(
    what: JobEvent['kind'] | Pick<Entry, 'kind' | 'away'>,
    label: string,
    work: (context: CallContext) => Promise<T>,
    outcome: (value: T) => string | Pick<JobEvent, 'message' | 'failure'>,
  ): Promise<T> {
    const job = this.nextId++
    const controller = new AbortController()
    const { kind, away } = typeof what === 'string' ? { kind: what, away: false } : what
    this.running.set(job, { controller, kind, away })
    const started = performance.now()
    let last = -Infinity
    let latest: Progress = { done: 0, total: 0, unit: '' }
    const tell = (end: Partial<JobEvent> = {}) => this.tell({ job, kind, label, ...latest, ...end })
    const progress = (progress: Progress) => {
      const now = performance.now()
      latest = { secondsLeft: secondsLeft(started, now, progress.done, progress.total), ...progress }
      if (now - last < interval) return
      last = now
      tell()
    }
    tell()
    try {
      // Said while it works, and with the outcome, which would else stand in their place at once.
      const warned = new Set<string>()
      const warn = (message: string) => {
        warned.add(message)
        this.notice('status', message)
      }
      const value = await work({ signal: controller.signal, progress, warn })
      const ending = outcome(value)
      const { message, ...more } = typeof ending === 'string' ? { message: ending } : ending
      const whole = [message, ...warned].filter(Boolean).join(' ').slice(0, longestText)
      tell({ ended: 'done', ...more, ...(whole ? { message: whole } : {}) })
      return value
    } catch (error) {
      const cancelled = controller.signal.aborted && isAbort(error)
      const message = error instanceof Error ? error.message : String(error)
      tell(
        cancelled
          ? {
              ended: 'cancelled',
              message: kind === 'predict' ? t.host.searchStopped : t.host.labelCancelled(label),
            }
          : { ended: 'failed', message },
      )
      throw error
    } finally {
      this.running.delete(job)
    }
  }

  cancel(job: number): void {
    this.running.get(job)?.controller.abort()
  }

  /** Cancels all work of a kind, or all work there is because its project is left. */
  cancelAll(kind?: JobEvent['kind']): void {
    for (const entry of this.running.values())
      if (!kind || entry.kind === kind) entry.controller.abort(kind ? undefined : projectLeft)
  }

  get busy(): boolean {
    return this.running.size > 0
  }

  isRunning(kind: JobEvent['kind']): boolean {
    return [...this.running.values()].some((entry) => entry.kind === kind)
  }

  /** Whether work of a kind would end with its project. */
  endsByLeaving(kind: JobEvent['kind']): boolean {
    return [...this.running.values()].some((entry) => entry.kind === kind && !entry.away)
  }
}
