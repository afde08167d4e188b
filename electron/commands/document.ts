import { AppError } from '../../src/base/errors'
import type { Step } from '../../src/document/edit'
import type { documentCommands } from '../../src/ipc/commands/document'
import type { CallContext } from '../../src/base/wire'
import { blockRows, firstRows } from '../../src/project/store/storeClient.node'
import type { HandlersOf, AppServices } from './appServices'
import { quiet } from '../../src/base/job'
import { t } from '../../src/messages/messages'

/** The window counts ids up by itself: more than anybody marks before the image is loaded again. */
const idsPerLoad = 1_000_000

/** Only a step that says how far it is gets a progress bar. */
function watched(
  { project, jobs }: AppServices,
  what: string,
  work: (context: CallContext) => Promise<Step | null>,
): Promise<Step | null> {
  const controller = new AbortController()
  let show: CallContext['progress'] | undefined
  const progress: CallContext['progress'] = (p) => {
    if (!show) {
      show = () => {}
      void jobs
        .run(
          'edit',
          what,
          async (context) => {
            show = context.progress
            context.signal.addEventListener('abort', () => controller.abort(), { once: true })
            return step
          },
          (done) => `${what}: ${done?.label ?? 'nothing'}.`,
        )
        // Whoever asked for the step hears of it.
        .catch(() => {})
    }
    show(p)
    project.pending?.stir()
  }
  const step = project.current.pending.track(work({ ...quiet, signal: controller.signal, progress }))
  return step
}

export function documentHandlers(services: AppServices): HandlersOf<typeof documentCommands> {
  const { project, crashes } = services
  const meant = (from: { project?: string | undefined }) => {
    const { pending, paths } = project.current
    if (from.project === undefined || from.project === paths.folder) return pending
    throw new AppError('other-project', t.host.projectIsNoLongerOpen(from.project))
  }
  const retrace = async (work: Promise<Step | null>): Promise<Step | null> => {
    const step = await work
    if (step?.changes.some(({ table }) => table === 'images')) await project.filesChanged()
    else if (step?.reload) await project.tell()
    return step
  }
  return {
    'document.load': ({ image }) => project.current.store.load(image),
    'document.open': async ({ image }) => {
      const { store } = project.current
      crashes.shows({ image })
      const [areas, objects, nextId] = await Promise.all([
        store.loadAreas(image),
        store.loadObjects(image, 0, firstRows),
        store.nextId(idsPerLoad),
      ])
      return { ...areas, total: areas.objects, objects, nextId }
    },
    'document.objects': ({ image, after }) => project.current.store.loadObjects(image, after, blockRows),
    'document.hold': ({ project: path, ...part }) => meant({ project: path }).hold(part),
    'document.apply': ({ token, ...from }) => meant(from).save(token),
    'document.withdraw': ({ token, ...from }) => meant(from).withdraw(token),
    'document.steps': ({ most }) => project.current.store.steps(most),
    'document.undo': () =>
      retrace(watched(services, t.host.undoing, (context) => project.current.store.undo(context))),
    'document.redo': () =>
      retrace(watched(services, t.host.redoing, (context) => project.current.store.redo(context))),
  }
}
