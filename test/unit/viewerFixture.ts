import type { OpenDocumentOptions } from '../../renderer/document/openDocument.svelte'
import type { CommandName } from '../../src/ipc/contract'
import type { ProjectStore } from '../../src/project/store.node'

/** The document's commands over a real project, as main answers them; all fail while `failure` gives an error. */
export function storeApi(
  store: ProjectStore,
  failure: () => Error | null = () => null,
): OpenDocumentOptions['api'] {
  const answer = (command: CommandName, input: unknown): unknown => {
    if (command === 'document.load')
      return { ...store.load((input as { image: number }).image), nextId: store.nextId(1000) }
    if (command === 'document.undo') return store.undo()
    if (command === 'document.redo') return store.redo()
    if (command === 'document.apply') {
      const error = failure()
      if (error) throw error
      store.applyEdit((input as { edit: Parameters<ProjectStore['applyEdit']>[0] }).edit)
    }
    return { canUndo: store.canUndo(), canRedo: store.canRedo() }
  }
  return {
    call: async (command, input) => {
      await new Promise((resolve) => setTimeout(resolve))
      return structuredClone(answer(command, input)) as never
    },
  }
}
