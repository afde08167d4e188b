import type { Step } from '../../src/document/edit'
import type { documentCommands } from '../../src/ipc/commands/document'
import type { HandlersOf, Parts } from './parts'

/** The window counts ids up by itself: more than anybody marks before the image is loaded again. */
const idsPerLoad = 1_000_000

export function documentHandlers({ project }: Parts): HandlersOf<typeof documentCommands> {
  const retrace = async (work: Promise<Step | null>): Promise<Step | null> => {
    const step = await work
    if (step?.changes.some(({ table }) => table === 'images')) await project.filesChanged()
    else if (step?.reload) await project.tell()
    return step
  }
  return {
    'document.load': async ({ image }) => {
      const { store } = project.current
      return { ...(await store.load(image)), nextId: await store.nextId(idsPerLoad) }
    },
    'document.apply': ({ edit }) => project.current.store.applyEdit(edit),
    'document.undo': () => retrace(project.current.store.undo()),
    'document.redo': () => retrace(project.current.store.redo()),
  }
}
