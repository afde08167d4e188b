import { AppError } from '../base/errors'
import type { ImageRecord } from '../document/records'
import type { CallContext } from '../ipc/wire'
import { locate, type Project } from './project.node'

/** Builds what an image needs to be looked at, and records that it did. Stopped, it goes on from there the next time. */
export async function prepareImage(
  project: Project,
  image: ImageRecord,
  context: CallContext,
): Promise<void> {
  const { display, sha256 } = await project.data.run('image.prepare', locate(project, image), context)
  const now = (await project.store.images()).find(({ id }) => id === image.id)
  // Removed meanwhile.
  if (!now) return
  const { unprepared: _, ...rest } = now
  await project.store.setImage({ ...rest, sha256, ...(display && !now.display ? { display } : {}) })
}

/** Prepares images one after the other; `changed` is told of each step, by image and share. */
export async function prepareImages(
  project: Project,
  images: readonly number[],
  changed: (image: number, share: number | undefined) => void,
  context: CallContext,
): Promise<number> {
  let done = 0
  for (const id of images) {
    context.signal.throwIfAborted()
    const image = (await project.store.images()).find((each) => each.id === id)
    if (!image) continue
    changed(id, 0)
    const progress: CallContext['progress'] = (p) => {
      if (p.total > 0) changed(id, p.done / p.total)
      context.progress(p)
    }
    try {
      await prepareImage(project, image, { ...context, progress })
      done++
    } finally {
      changed(id, undefined)
    }
  }
  return done
}

/** The images that are not prepared; AppError when the one asked for is. */
export async function unprepared(project: Project, only?: number): Promise<number[]> {
  const waiting = (await project.store.images()).filter((image) => image.unprepared).map(({ id }) => id)
  if (only === undefined) return waiting
  if (waiting.includes(only)) return [only]
  throw new AppError('already-prepared', `Image number ${only} is prepared already.`)
}
