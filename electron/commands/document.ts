import type { documentCommands } from '../../src/ipc/commands/document'
import type { HandlersOf, Parts } from './parts'

/** The window counts ids up by itself: more than anybody marks before the image is loaded again. */
const idsPerLoad = 1_000_000

export function documentHandlers({ project }: Parts): HandlersOf<typeof documentCommands> {
  return {
    'document.load': ({ image }) => {
      const { store } = project.current
      return { ...store.load(image), nextId: store.nextId(idsPerLoad) }
    },
    'document.apply': ({ edit }) => {
      const { store } = project.current
      store.applyEdit(edit)
      return { canUndo: store.canUndo(), canRedo: store.canRedo() }
    },
    'document.undo': () => project.current.store.undo(),
    'document.redo': () => project.current.store.redo(),
  }
}
