import type { Edit } from '../../src/document/edit'
import type { CommandOut, WindowApi } from '../../src/ipc/contract'

/** Errors that trying again does not mend; all others are the disk's. */
const final = new Set([
  'edit-conflict',
  'bad-edit',
  'bad-shape',
  'class-exists',
  'too-many-classes',
  'bad-message',
  'project-read-only',
  'refused',
])

export const isFinal = (error: unknown) =>
  error instanceof Error && 'code' in error && final.has(String(error.code))

/** Changes of one message: few enough that neither the window nor main waits for it. */
const partRows = 2000

/** Brings edits to the project; one that comes twice, since nobody knew whether it arrived, counts once. */
export class EditSender {
  private readonly tokens = new WeakMap<Edit, string>()

  constructor(
    private readonly api: Pick<WindowApi, 'call'>,
    private readonly project: () => string | undefined,
  ) {}

  /** A large edit goes in parts; the project takes it as one with the last of them. */
  async send(edit: Edit): Promise<CommandOut<'document.apply'>> {
    const { api } = this
    const token = this.tokens.get(edit) ?? crypto.randomUUID()
    this.tokens.set(edit, token)
    const { label, changes } = edit
    const project = this.project()
    let at = 0
    for (; changes.length - at > partRows; at += partRows)
      await api.call('document.stage', { token, at, changes: changes.slice(at, at + partRows), project })
    const last = { label, changes: changes.slice(at) }
    return api.call('document.apply', { edit: last, token, staged: at, project })
  }
}
