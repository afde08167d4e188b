import type { OpenDocumentOptions } from '../../../renderer/document/openDocument.svelte'
import type { CommandIn, CommandName } from '../../../src/ipc/contract'
import { PendingEdits } from '../../../src/project/store/pendingEdits.node'
import type { ProjectStore } from '../../../src/project/store/store.node'

/** Objects of one message: few, so that loading in blocks is seen here. */
const blockRows = 100

/**
 * The document's commands over a real project, as main answers them; none is stored while `failure` gives an error.
 * `kept` is told how many edits are kept in the other place, at each time that this changes.
 */
export function storeApi(
  store: ProjectStore,
  failure: () => Error | null = () => null,
  kept: (edits: number) => void = () => {},
): OpenDocumentOptions['api'] {
  const pending = new PendingEdits(
    {
      stage: async (token, at, changes) => store.stage(token, at, changes),
      applyEdit: async (edit, token, staged) => {
        const error = failure()
        if (error) throw error
        return store.applyEdit(edit, token, staged)
      },
      applyEdits: async (edits) => {
        const error = failure()
        if (error) throw error
        return store.applyEdits(edits)
      },
      hasEdit: async (token) => store.hasEdit(token),
    },
    async (edits) => kept(edits.length),
  )
  const answer = (command: CommandName, input: unknown): unknown => {
    const given = input as CommandIn<'document.objects'> &
      CommandIn<'document.hold'> &
      CommandIn<'document.apply'>
    if (command === 'document.load') return store.load(given.image)
    if (command === 'document.open') {
      const areas = store.loadAreas(given.image)
      const objects = store.loadObjects(given.image, 0, blockRows)
      return { ...areas, total: areas.objects, objects, nextId: store.nextId(1000) }
    }
    if (command === 'document.objects') return store.loadObjects(given.image, given.after, blockRows)
    if (command === 'document.undo') return store.step('undo', () => Promise.resolve())
    if (command === 'document.steps') return store.steps((input as CommandIn<'document.steps'>).most)
    if (command === 'document.redo') return store.step('redo', () => Promise.resolve())
    if (command === 'document.hold') return pending.hold(given)
    if (command === 'document.withdraw') return pending.withdraw(given.token)
    if (command === 'document.apply') return pending.save(given.token)
    if (command === 'project.shown.read') return { chosen: null, shown: null, thresholds: {} }
    return { canUndo: store.canUndo(), canRedo: store.canRedo() }
  }
  return {
    call: async (command, input) => {
      await new Promise((resolve) => setTimeout(resolve))
      return structuredClone(await answer(command, input)) as never
    },
  }
}
