import type { OpenDocumentOptions } from '../../renderer/document/openDocument.svelte'
import type { CommandIn, CommandName } from '../../src/ipc/contract'
import type { ProjectStore } from '../../src/project/store.node'

/** Objects of one message: few, so that loading in blocks is seen here. */
const blockRows = 100

/** The document's commands over a real project, as main answers them; all fail while `failure` gives an error. */
export function storeApi(
  store: ProjectStore,
  failure: () => Error | null = () => null,
): OpenDocumentOptions['api'] {
  const answer = (command: CommandName, input: unknown): unknown => {
    const given = input as CommandIn<'document.objects'> &
      CommandIn<'document.stage'> &
      CommandIn<'document.apply'>
    if (command === 'document.load') return store.load(given.image)
    if (command === 'document.open') {
      const areas = store.loadAreas(given.image)
      const objects = store.loadObjects(given.image, 0, blockRows)
      return { ...areas, total: areas.objects, objects, nextId: store.nextId(1000) }
    }
    if (command === 'document.objects') return store.loadObjects(given.image, given.after, blockRows)
    if (command === 'document.undo') return store.step('undo', () => Promise.resolve())
    if (command === 'document.redo') return store.step('redo', () => Promise.resolve())
    if (command === 'document.keep') return undefined
    if (command === 'document.stage') return store.stage(given.token, given.at, given.changes)
    if (command === 'document.apply') {
      const error = failure()
      if (error) throw error
      store.applyEdit(given.edit, given.token, given.staged)
    }
    return { canUndo: store.canUndo(), canRedo: store.canRedo() }
  }
  return {
    call: async (command, input) => {
      await new Promise((resolve) => setTimeout(resolve))
      return structuredClone(await answer(command, input)) as never
    },
  }
}
