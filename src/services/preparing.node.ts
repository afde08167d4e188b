import { closeSync, existsSync, readSync } from 'node:fs'
import { colorRules } from '../image/colorRules'
import { says } from '../messages/says/says'
import type { ImageRecord } from '../records/records'
import { openRegular } from '../files/readFile.node'
import type { CallContext } from '../base/wire'
import { allowChange, locate, type Project } from './project.node'

/** Builds what an image needs to be looked at. Stopped, it goes on from there the next time. */
export async function prepared(
  project: Project,
  image: ImageRecord,
  context: CallContext,
): Promise<ImageRecord> {
  const { display, sha256 } = await project.data.run('image.prepare', locate(project, image), context)
  const { unprepared: _, ...rest } = image
  return { ...rest, sha256, ...(display && !image.display ? { display } : {}) }
}

/** Prepares an image and records that it did. */
export async function prepareImage(
  project: Project,
  image: ImageRecord,
  context: CallContext,
): Promise<void> {
  allowChange(project)
  const { sha256, display } = await prepared(project, image, context)
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

/** The images that are not prepared, or whose pyramids are gone or of an older kind. */
export async function unprepared(project: Project, context: CallContext): Promise<number[]> {
  const images = await project.store.images()
  const suspects = images.filter((image) => !image.unprepared && !hasPyramid(project.paths.pyramid(image.id)))
  const there = suspects.filter((image) => existsSync(image.path)).map((image) => locate(project, image))
  const missing = new Set(there.length > 0 ? await project.data.run('images.check', there, context) : [])
  return images.filter(({ id, unprepared: still }) => still || missing.has(id)).map(({ id }) => id)
}

/**
 * The images (of these, or of all) whose pyramids show colours by rules of before, so that they are to be imported again. Those whose
 * are the same are not asked about a second time.
 */
export async function oldColored(
  project: Project,
  context: CallContext,
  among?: readonly ImageRecord[],
): Promise<readonly ImageRecord[]> {
  const suspects = (among ?? (await project.store.images())).filter(
    ({ id, path, unprepared: still, channels, colorRules: rules }) =>
      !still && !channels && rules === undefined && existsSync(path) && hasPyramid(project.paths.pyramid(id)),
  )
  if (suspects.length === 0) return []
  const located = suspects.map((image) => locate(project, image))
  const known = new Map<number, boolean>()
  for (const { id, old } of await project.data.run('images.colors', located, context)) known.set(id, old)
  for (const image of suspects)
    if (known.get(image.id) === false) await project.store.setImage({ ...image, colorRules })
  return suspects.filter(({ id }) => known.get(id))
}

/** Says so, before the pixels of a project are used. */
export async function warnOfOldColors(project: Project, context: CallContext): Promise<void> {
  if (project.store.readOnly) return
  const [first, ...more] = await oldColored(project, context)
  if (first) context.warn(says.image.oldColors(first.name, more.length))
}

/** Pyramids were zip files once, above 65,535 pixels a side. */
function hasPyramid(path: string): boolean {
  let file: number
  try {
    file = openRegular(path).file
  } catch {
    return false
  }
  try {
    const start = Buffer.alloc(2)
    readSync(file, start, 0, 2, 0)
    return start.toString('latin1') !== 'PK'
  } finally {
    closeSync(file)
  }
}
