import { oldColored, prepareImages, unprepared } from '../src/services/preparing.node'
import { quiet } from '../src/base/job'
import { t } from '../src/messages/messages'
import { says } from '../src/messages/says/says'
import type { AppServices } from './commands/appServices'
import { sendEvent } from './host'

/** The window hears of a share this often at the most. */
const interval = 800

/** Says which images show colours by rules of before, until images are prepared anew. */
export async function tellOldColors({ window, project }: AppServices): Promise<void> {
  const { current } = project
  if (current.store.readOnly) return
  const [first, ...more] = await oldColored(current, quiet).catch(() => [])
  if (!first || !project.isOpen(current)) return
  const message = says.image.oldColors(first.name, more.length)
  sendEvent(window, 'notice', { role: 'alert', message, about: 'prepare' })
}

/**
 * Builds what images need to be looked at, one after the other, while the window goes on; can be cancelled as any job. What
 * was not finished goes on when the project is opened again, or when the person asks for it.
 */
export async function prepareInBackground(
  { window, jobs, project }: AppServices,
  only?: readonly number[],
): Promise<void> {
  const { current } = project
  const { building } = current
  if (current.store.readOnly || !building) return
  const ids = (only ?? (await unprepared(current, quiet).catch(() => []))).filter((id) => !building.has(id))
  if (ids.length === 0 || !project.isOpen(current)) return
  for (const id of ids) building.set(id, 0)
  let last = 0
  const changed = (id: number, share: number | undefined) => {
    if (share === undefined) building.delete(id)
    else building.set(id, share)
    if (!project.isOpen(current)) return
    if (share === undefined) {
      void project
        .serveTiles()
        .then(() => project.tell())
        .catch(() => undefined)
    } else if (Date.now() - last >= interval) {
      last = Date.now()
      sendEvent(window, 'building', { image: id, share })
    }
  }
  const name = (await current.store.images()).find((image) => image.id === ids[0])?.name ?? 'image'
  const label = ids.length === 1 ? t.host.preparingName(name) : t.host.preparingLengthImages(ids.length)
  const outcome = () =>
    ids.length === 1 ? t.host.nameIsPrepared(name) : t.host.lengthImagesArePrepared(ids.length)
  try {
    await jobs.run('prepare', label, (context) => prepareImages(current, ids, changed, context), outcome)
  } catch {
    // The job's own end has said why.
  } finally {
    for (const id of ids) building.delete(id)
    if (project.isOpen(current)) await project.filesChanged().catch(() => undefined)
  }
}
