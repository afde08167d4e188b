import type { Edit } from '../../src/document/edit'
import type { CommandOut, WindowApi } from '../../src/ipc/contract'

/** Changes of one message: few enough that neither the window nor main waits for it. */
const partRows = 2000

interface Sent {
  readonly token: string
  /** Resolves when main has the whole edit; undefined where it must be sent from its beginning. */
  held: Promise<void> | undefined
}

/**
 * Brings edits to main as soon as they are made, so that none is lost with the window, and into the project when their
 * turn comes. One that comes twice, since nobody knew whether it arrived, counts once.
 */
export class EditSender {
  private readonly sent = new WeakMap<Edit, Sent>()
  /** Large edits go one after the other. */
  private last: Promise<unknown> = Promise.resolve()
  private sending = 0

  constructor(
    private readonly api: Pick<WindowApi, 'call'>,
    private readonly project: () => string | undefined,
  ) {}

  /** True while a part of an edit is nowhere but here. */
  get busy(): boolean {
    return this.sending > 0
  }

  /** Tells main of an edit: of its first part at once. */
  hold(edit: Edit): void {
    const { token } = this.sent.get(edit) ?? { token: crypto.randomUUID() }
    const held = this.parts(edit, token)
    const sent: Sent = { token, held }
    this.sent.set(edit, sent)
    this.sending++
    held.then(
      () => this.sending--,
      () => {
        this.sending--
        sent.held = undefined
      },
    )
  }

  /** Stores an edit, as one step however many parts it came in. */
  async send(edit: Edit): Promise<CommandOut<'document.apply'>> {
    if (!this.sent.get(edit)?.held) this.hold(edit)
    const sent = this.sent.get(edit) as Sent
    await sent.held
    try {
      return await this.api.call('document.apply', { token: sent.token, project: this.project() })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'edit-in-parts') sent.held = undefined
      throw error
    }
  }

  /** Takes an edit back that was not stored yet; false where it is too late for that. */
  async withdraw(edit: Edit): Promise<boolean> {
    const sent = this.sent.get(edit)
    if (!sent) return true
    await sent.held?.catch(() => {})
    return this.api.call('document.withdraw', { token: sent.token, project: this.project() })
  }

  private async parts({ label, changes }: Edit, token: string): Promise<void> {
    const project = this.project()
    const part = (at: number) =>
      this.api.call('document.hold', {
        ...{ token, label, total: changes.length, at, project },
        changes: changes.slice(at, at + partRows),
      })
    // Not a moment later: whatever happens to the window now, main knows that there is an edit.
    const first = part(0)
    if (changes.length <= partRows) return first
    const before = this.last
    const rest = async () => {
      await before
      await first
      for (let at = partRows; at < changes.length; at += partRows) await part(at)
    }
    const all = rest()
    this.last = all.catch(() => {})
    return all
  }
}
