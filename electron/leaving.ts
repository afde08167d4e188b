import { type BrowserWindow, dialog } from 'electron'
import { AppError } from '../src/base/errors'
import type { EventData } from '../src/ipc/contract'
import type { PendingEdits } from '../src/project/store/pendingEdits.node'
import { t } from '../src/messages/messages'
import { sendEvent } from './host'
import type { JobBoard } from './jobBoard'
import { within } from './within'

/** How long the window may take to tell of what it has, before it counts as dead. */
const toldMs = 1500
/** How long nothing may go on, and all may take, before the person is asked. */
const quietMs = 10_000
const longMs = 30_000
/** How long other work may take to end: a training saves its checkpoint first. */
const jobsMs = 8000
/** After a failure it is tried once more, as late as this. */
const againMs = 500
/** How long the other place may take. */
const keepMs = 4000

type Answer = 'saved' | 'wait' | 'leave' | 'stay'

/** The way out of a project: by closing the window or the app, by opening another project, by a reload. */
export class Leaving {
  private waiting: (() => void)[] = []

  constructor(
    private readonly window: BrowserWindow,
    private readonly jobs: JobBoard,
  ) {}

  /** The window has told of all that it has. */
  windowTold(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  /**
   * Waits until all that was done is stored; asks before anything is given up, and resolves with false where the person
   * stays. `urgent`: the system is going down, and nobody is asked.
   */
  async settle(pending: PendingEdits | undefined, urgent = false): Promise<boolean> {
    if (!pending) return true
    let most = 0
    const show = () => {
      const { count, left } = pending
      most = Math.max(most, left)
      const label = count > 0 ? t.host.savingCount(t.numbers.changes(count)) : t.host.closingTheProject
      this.tell({ label, done: most - left, total: most })
    }
    const told = new Promise<void>((resolve) => this.waiting.push(resolve))
    show()
    if (!this.window.webContents.isCrashed()) await within(toldMs, told)
    const timer = setInterval(show, 100)
    try {
      const leaves = await this.saveOrAsk(pending, urgent)
      if (!leaves) this.tell(null)
      return leaves
    } finally {
      clearInterval(timer)
    }
  }

  /** Ends all other work of the project; asks before it stops a training, and resolves with false where the person stays. */
  async endJobs(): Promise<boolean> {
    if (!(await this.stopsTraining())) return false
    this.jobs.cancelAll()
    const until = Date.now() + jobsMs
    if (this.jobs.busy) this.tell({ label: t.host.stoppingWhatIsRunning, done: 0, total: 0 })
    while (this.jobs.busy && Date.now() < until) await pause(50)
    return true
  }

  /** A training that ends meanwhile answers for itself. */
  private async stopsTraining(): Promise<boolean> {
    if (!this.jobs.endsByLeaving('train')) return true
    const over = new AbortController()
    const timer = setInterval(() => this.jobs.endsByLeaving('train') || over.abort(), 200)
    try {
      const { signal } = over
      const [message, detail] = [t.host.aTrainingIsRunning, t.host.itKeepsWhatItHasLearned]
      const buttons = [t.host.stopAndKeep, t.host.stay]
      const options = { type: 'question', message, detail, buttons, cancelId: 1, signal } as const
      return (await this.box(options)).response === 0 || signal.aborted
    } finally {
      clearInterval(timer)
    }
  }

  /** Waits until nothing is lost by leaving the project. Throws AppError('unsaved') where the person stays. */
  async leave(pending: PendingEdits | undefined): Promise<void> {
    try {
      if (!(await this.settle(pending))) throw new AppError('unsaved', t.host.theProjectStaysOpenNot)
      if (!(await this.endJobs())) throw new AppError('unsaved', t.host.theProjectStaysOpenTraining)
    } finally {
      this.done()
    }
  }

  /** The project was left, or stays: the person can go on. */
  done(): void {
    this.tell(null)
  }

  private tell(state: EventData<'leaving'>): void {
    sendEvent(this.window, 'leaving', state)
  }

  private async saveOrAsk(pending: PendingEdits, urgent: boolean): Promise<boolean> {
    if (urgent && pending.count > 0) await within(keepMs, pending.keep())
    // The person has read that it is not saved, and why.
    const known = pending.failure !== null
    const before = pending.refusals.length
    for (;;) {
      if (await savedInTime(pending)) break
      const kept = (await within(keepMs, pending.keep())) && pending.storedNowhere === 0
      if (urgent || (kept && known && pending.failure !== null)) return true
      const answer = await this.ask(pending, kept)
      if (answer === 'saved') break
      if (answer !== 'wait') return answer === 'leave'
    }
    const refused = pending.refusals.slice(before)
    return urgent || refused.length === 0 || this.leavesRefused(refused)
  }

  private async ask(pending: PendingEdits, kept: boolean): Promise<Answer> {
    const n = t.numbers.changes(pending.count)
    const why = pending.failure ?? t.host.theProjectsDiskDoesNot
    const other = kept ? t.host.itCanBeKept(pending.count) : t.host.itCanBeKeptNowhere(pending.count)
    const buttons = [t.host.wait, kept ? t.host.leaveAndKeepNFor(n) : t.host.leaveAndLoseN(n), t.host.stay]
    // It goes on meanwhile; once all is saved there is nothing to ask.
    const saved = new AbortController()
    const saving = retried(pending, saved.signal).then(() => saved.abort())
    const message = t.host.notSaved(pending.count, why)
    const options = { type: 'warning', message, detail: other, buttons, cancelId: 2 } as const
    const { response } = await this.box({ ...options, signal: saved.signal })
    if (saved.signal.aborted) return 'saved'
    saved.abort()
    await saving
    return (['wait', 'leave', 'stay'] as const)[response] ?? 'stay'
  }

  private async leavesRefused(refused: readonly string[]): Promise<boolean> {
    const n = t.numbers.changes(refused.length)
    const message = t.host.nCannotBeStoredWhatever(n, refused.slice(0, 3).join(' '))
    const buttons = [t.host.stay, t.host.leaveAndLoseN(n)]
    const { response } = await this.box({ type: 'warning', message, buttons, cancelId: 0 })
    if (response !== 1) this.tell(null)
    return response === 1
  }

  private box(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
    return this.window.isDestroyed()
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(this.window, options)
  }
}

/** Whether all is saved before the person must be asked: nothing goes on for long, or it fails twice. */
async function savedInTime(pending: PendingEdits): Promise<boolean> {
  const end: { saved?: boolean } = {}
  const twice = pending.saveAll().catch(() => pause(againMs).then(() => pending.saveAll()))
  void twice.then(
    () => (end.saved = true),
    () => (end.saved = false),
  )
  const began = Date.now()
  let [life, moved] = [pending.life, began]
  for (let now = began; now - moved < quietMs && now - began < longMs; now = Date.now()) {
    if (end.saved !== undefined) return end.saved
    if (pending.life !== life) [life, moved] = [pending.life, now]
    await pause(20)
  }
  return false
}

/** Resolves when all is saved, or nobody waits for it any more. */
async function retried(pending: PendingEdits, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  while (!signal.aborted) {
    const saved = await Promise.race([
      ended,
      pending.saveAll().then(
        () => true,
        () => false,
      ),
    ])
    if (saved) return
    if (!signal.aborted) await pause(1000)
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
