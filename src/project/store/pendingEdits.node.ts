import { AppError } from '../../base/errors'
import type { Edit, TokenEdit } from '../../document/edit'
import { isRefusal } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { History } from './storedDocument.node'

/** Where edits go: see `StoreClient`. */
interface EditStore {
  stage(token: string, at: number, changes: Edit['changes']): Promise<void>
  applyEdit(edit: Edit, token: string, staged: number): Promise<History>
  applyEdits(edits: readonly TokenEdit[]): Promise<History>
  hasEdit(token: string): Promise<boolean>
}

/** A part of an edit on its way from the window; the first one, at 0, comes as soon as the edit is made. */
export interface EditPart extends TokenEdit {
  /** Changes of the whole edit. */
  readonly total: number
  readonly at: number
}

interface Held {
  readonly token: string
  readonly label: string
  readonly total: number
  readonly changes: Edit['changes'][number][]
  /** While it is being saved, and after that until the window has asked for the outcome. */
  outcome?: Promise<History> | undefined
  settled: boolean
  /** The window that made it is gone: nobody but this class will ask for it to be saved. */
  orphan: boolean
  /** Changes that the store has in hand. */
  staged: number
}

/** Changes of one message to the store. */
const partRows = 2000

/**
 * What the window has done and the project does not have yet. The window tells of each edit at once and asks for it to be
 * saved when its turn comes; should the window go, all that it told of can be saved without it. What the project cannot
 * take now is kept in another place.
 */
export class PendingEdits {
  /** In the order in which they were made. */
  private readonly held = new Map<string, Held>()
  private last: Promise<unknown> = Promise.resolve()
  private readonly works = new Set<Promise<unknown>>()
  private wakers: (() => void)[] = []
  private keeping: Promise<void> = Promise.resolve()
  private nextKeeping: Promise<void> | undefined
  private hasKept = false
  /** Counts up with everything that goes on: a part that came or was stored, an edit that was saved. */
  life = 0
  /** Why the newest attempt to save did not work; null after one that did. */
  failure: string | null = null
  /** Why edits were refused for good, each in one sentence. */
  readonly refusals: string[] = []
  /** Edits and other work that could be stored nowhere, neither in the project nor in the other place. */
  storedNowhere = 0

  constructor(
    private readonly store: EditStore,
    private readonly keepAll: (edits: readonly TokenEdit[]) => Promise<void>,
  ) {}

  /** Edits that are not in the project, and other work on it that has not ended. */
  get count(): number {
    return this.unsaved().length + this.works.size
  }

  /** What is left to do, in parts of an edit that come and parts that are stored: for a progress bar. */
  get left(): number {
    const parts = ({ total, changes, staged }: Held) => 2 * total - changes.length - staged
    return this.unsaved().reduce((sum, edit) => sum + parts(edit), this.works.size)
  }

  /** Throws AppError('edit-in-parts') where a part is missing: the edit must be sent from its beginning. */
  hold({ token, label, total, at, changes }: EditPart): void {
    const known = this.held.get(token)
    if (known?.outcome) return
    if (at === 0)
      this.held.set(token, { token, label, total, changes: [], settled: false, orphan: false, staged: 0 })
    const edit = this.held.get(token)
    if (!edit || edit.changes.length !== at || at + changes.length > total) throw lostPart()
    for (const change of changes) edit.changes.push(change)
    this.stir()
    if (isWhole(edit) && this.hasKept) void this.keep()
  }

  /** Forgets an edit that was taken back before it was saved; false where it is too late for that. */
  async withdraw(token: string): Promise<boolean> {
    // It may be in the project although an error came back.
    const stored = this.failure !== null && (await this.store.hasEdit(token).catch(() => false))
    if (this.held.get(token)?.outcome) return false
    if (this.held.delete(token)) this.stir()
    if (this.hasKept) void this.keep()
    return !stored
  }

  /** Durable when it resolves. An edit that was not refused for good stays, to be tried again. */
  async save(token: string): Promise<History> {
    const edit = this.held.get(token)
    if (!edit || !isWhole(edit)) throw lostPart()
    try {
      return await this.run(edit)
    } finally {
      if (edit.settled) this.held.delete(token)
    }
  }

  /** Work on the project that is no edit of the window's, such as an undo: it, too, is waited for. */
  track<T>(work: Promise<T>): Promise<T> {
    this.works.add(work)
    const done = () => {
      this.works.delete(work)
      this.stir()
    }
    work.then(done, done)
    return work
  }

  /**
   * Saves all that is held, and waits for other work. Rejects at the first edit that cannot be saved now; one that is
   * refused for good stands in `refusals`.
   */
  async saveAll(): Promise<void> {
    for (let next = this.unsaved()[0]; next; next = this.unsaved()[0]) {
      if (!isWhole(next)) await new Promise<void>((resolve) => this.wakers.push(resolve))
      else {
        this.startTogether()
        await this.run(next).catch((error: unknown) => {
          if (!next?.settled) throw error
        })
      }
    }
    for (const { token, settled, orphan } of this.held.values())
      if (settled && orphan) this.held.delete(token)
    while (this.works.size > 0) await Promise.allSettled(this.works)
  }

  /** Edits of an earlier time, which are kept already. */
  adopt(edits: readonly TokenEdit[]): void {
    if (edits.length > 0) this.hasKept = true
    for (const { token, label, changes } of edits)
      this.held.set(token, {
        ...{ token, label, changes: [...changes], total: changes.length },
        ...{ settled: false, orphan: true, staged: 0 },
      })
  }

  /** The window is gone. Returns how many edits are lost with it, since not all of their parts had come. */
  orphan(): number {
    let lost = 0
    for (const edit of this.held.values()) {
      if (isWhole(edit) && !edit.settled) edit.orphan = true
      else this.held.delete(edit.token)
      if (!isWhole(edit)) lost++
    }
    this.stir()
    return lost
  }

  /** Puts all that the project does not have into the other place; false where that does not work either. */
  async keep(): Promise<boolean> {
    this.hasKept = true
    // Of several that ask while the place is being written, one more writing is enough.
    this.nextKeeping ??= this.keeping.then(() => {
      this.keeping = this.writeKept()
      this.nextKeeping = undefined
      return this.keeping
    })
    await this.nextKeeping
    return this.storedNowhere === 0
  }

  private async writeKept(): Promise<void> {
    const edits = this.unsaved().filter(isWhole)
    try {
      await this.keepAll(edits.map(({ token, label, changes }) => ({ token, label, changes })))
      // Other work is known to nobody but the one who does it.
      this.storedNowhere = this.unsaved().length - edits.length + this.works.size
      this.hasKept = edits.length > 0
    } catch {
      this.storedNowhere = this.count
    }
  }

  /** Images that an edit touches which nobody but this class waits for. */
  get orphanedImages(): number[] {
    const orphans = this.unsaved().filter(({ orphan }) => orphan)
    const images = orphans.flatMap(({ changes }) =>
      changes.flatMap(({ before, after }) => {
        const row = after ?? before
        return row && 'image' in row ? [row.image] : []
      }),
    )
    return [...new Set(images)]
  }

  private unsaved(): Held[] {
    return [...this.held.values()].filter(({ settled }) => !settled)
  }

  private run(edit: Held): Promise<History> {
    edit.outcome ??= this.turn(edit)
    return edit.outcome
  }

  /** One after the other, whoever asks. */
  private turn(edit: Held): Promise<History> {
    const turn = this.last.then(() => this.apply(edit))
    this.last = turn.catch(() => {})
    return turn
  }

  /** Small edits that nobody has begun with are stored in one go: a slow disk is waited for once, not once for each. */
  private startTogether(): void {
    const edits: Held[] = []
    let rows = 0
    for (const edit of this.unsaved().filter(({ outcome }) => !outcome)) {
      rows += edit.total
      if (!isWhole(edit) || rows > partRows) break
      edits.push(edit)
    }
    if (edits.length < 2) return
    const together = this.last.then(() =>
      this.store.applyEdits(edits.map(({ token, label, changes }) => ({ token, label, changes }))),
    )
    let last: Promise<unknown> = together
    for (const edit of edits) {
      const before = last.catch(() => {})
      edit.outcome = together.then(
        (history) => this.saved(edit, history),
        // One that is refused keeps the others out: then each goes by itself.
        (error: unknown) =>
          before.then(() => (isRefusal(error) ? this.apply(edit) : this.failed(edit, error))),
      )
      last = edit.outcome
    }
    this.last = last.catch(() => {})
    for (const { outcome } of edits) outcome?.catch(() => {})
  }

  private saved(edit: Held, history: History): History {
    edit.settled = true
    this.failure = null
    this.stir()
    if (this.hasKept) void this.keep()
    return history
  }

  /** Throws the error again, after it is noted. */
  private failed(edit: Held, error: unknown): never {
    if (this.isFinal(edit, error)) {
      edit.settled = true
      this.refusals.push((error as Error).message)
      if (this.hasKept) void this.keep()
    } else {
      edit.outcome = undefined
      edit.staged = 0
      this.failure = error instanceof Error ? error.message : String(error)
      void this.keep()
    }
    this.stir()
    throw error
  }

  private async apply(edit: Held): Promise<History> {
    const { token, label, changes } = edit
    try {
      let at = 0
      for (; changes.length - at > partRows; at += partRows) {
        await this.store.stage(token, at, changes.slice(at, at + partRows))
        edit.staged = at + partRows
        this.stir()
      }
      return this.saved(edit, await this.store.applyEdit({ label, changes: changes.slice(at) }, token, at))
    } catch (error) {
      return this.failed(edit, error)
    }
  }

  /** A project that may not be written now does not lose what was kept for it. */
  private isFinal(edit: Held, error: unknown): boolean {
    if (edit.orphan && error instanceof AppError && error.code === 'project-read-only') return false
    return isRefusal(error)
  }

  /** Something goes on. */
  stir(): void {
    this.life++
    for (const wake of this.wakers.splice(0)) wake()
  }
}

const isWhole = (edit: Held) => edit.changes.length === edit.total

const lostPart = () => new AppError('edit-in-parts', says.project.aPartOfTheEdit)
