import type { Edit, Step } from '../../src/document/edit'
import { intersects, rectAround } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import type { CommandOut } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import { changedRects } from '../document/changedRects'
import { touchedImages } from './counts'
import type { Host } from './host'

interface HistoryOwner extends Host {
  showImage(id: number): Promise<void>
  /** Counts of images that are not open, after an edit that reached into them. */
  countElsewhere(edit: Edit): void
}

/** Milliseconds that a place the view went to is framed. */
const framed = 1800

/** What was done and can be taken back, one step or several; whatever changes is shown. */
export class EditHistory {
  /** Steps that the list shows. */
  readonly most = 200
  /** The newest steps first; null until they are read. */
  steps = $state.raw<CommandOut<'document.steps'> | null>(null)
  /** Of several steps that are being gone. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null)
  /** Where the last step changed something that was out of sight. */
  place = $state.raw<Rect | null>(null)
  private stopping = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly owner: HistoryOwner) {}

  async undo(): Promise<void> {
    const step = await this.retrace('undo')
    // A key that was pressed before the last step was known to be the last: it is answered too.
    if (step === null) this.owner.notices.say(t.actions.thereIsNothingToUndo)
    if (step) await this.show(step, t.actions.undone(step.label))
  }

  async redo(): Promise<void> {
    const step = await this.retrace('redo')
    if (step === null) this.owner.notices.say(t.actions.thereIsNothingToRedo)
    if (step) await this.show(step, t.actions.redone(step.label))
  }

  async read(): Promise<void> {
    const { document, notices, bridge } = this.owner
    await document.settled()
    this.steps = (await notices.attempt(bridge.call('document.steps', { most: this.most }))) ?? []
  }

  /** Takes back so many steps, or does them again where `by` is below zero, until `stop`. */
  async go(by: number): Promise<void> {
    const [direction, total] = [by > 0 ? ('undo' as const) : ('redo' as const), Math.abs(by)]
    let [done, last] = [0, null as Step | null]
    this.stopping = false
    this.progress = { done, total }
    try {
      while (done < total && !this.stopping) {
        const step = await this.retrace(direction)
        if (!step) break
        last = step
        this.progress = { done: ++done, total }
      }
    } finally {
      this.progress = null
      await this.read()
    }
    if (!last) return
    const { undone, redone, stepsUndone, stepsRedone } = t.actions
    const one = direction === 'undo' ? undone(last.label) : redone(last.label)
    const many = direction === 'undo' ? stepsUndone(done, last.label) : stepsRedone(done, last.label)
    await this.show(last, done === 1 ? one : many)
  }

  stop(): void {
    this.stopping = true
  }

  private async retrace(direction: 'undo' | 'redo'): Promise<Step | null | undefined> {
    const { document, notices } = this.owner
    const step = await notices.attempt(document[direction]())
    if (step) this.owner.countElsewhere(step)
    return step
  }

  /** Nothing changes unseen: another image comes into sight, and the view goes where nothing of it is seen. */
  private async show(step: Step, said: string): Promise<void> {
    const { notices } = this.owner
    notices.outdate('project')
    const touched = touchedImages(step)
    const elsewhere = touched.some((image) => image === this.owner.image?.id) ? undefined : touched[0]
    if (elsewhere !== undefined) await this.owner.showImage(elsewhere)
    this.showPlace(step)
    notices.say(said)
  }

  private showPlace({ changes }: Step): void {
    const { image, view } = this.owner
    const here = changes.filter(({ before, after }) => {
      const row = after ?? before
      return row && 'image' in row && row.image === image?.id
    })
    const rects = changedRects(here)
    const seen = view?.seen()
    const around = rectAround(rects)
    if (!view || !seen || !around || rects.some((rect) => intersects(rect, seen))) return
    view.focusRect(around)
    clearTimeout(this.timer)
    this.place = around
    this.timer = setTimeout(() => (this.place = null), framed)
  }
}
