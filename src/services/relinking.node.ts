import { existsSync, statSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { AppError } from '../base/errors'
import type { ImageRecord } from '../records/records'
import { sha256Of, stampOf } from '../image/reading/sameFile.node'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { picturesIn } from './importList.node'
import { allowChange, chosenImages, type Project } from './project.node'

export interface Relinked {
  /** Images whose files were found in another place. */
  readonly found: { readonly id: number; readonly name: string; readonly path: string }[]
  /** Images whose files are still missing, by name. */
  readonly missing: string[]
}

/**
 * Looks below a folder for the pictures of a project that are no longer where they were: a file is taken whose checksum is that of
 * the picture which was imported, whatever it is called now. Labels stay as they are.
 */
export async function relinkImages(
  project: Project,
  folder: string,
  context: CallContext,
): Promise<Relinked> {
  allowChange(project)
  const lost = (await project.store.images()).filter(({ path }) => !existsSync(path))
  const place = resolve(folder)
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory())
    throw new AppError('folder-missing', says.importing.thereIsNoFolderFolder(folder))
  const files = lost.length > 0 ? [...picturesIn(place)] : []
  const hashes = new Map<string, Promise<string>>()
  const result: Relinked = { found: [], missing: [] }
  for (const image of lost) {
    context.signal.throwIfAborted()
    const path = await findFile(image, files, hashes, context.signal)
    if (path === undefined) result.missing.push(image.name)
    else {
      await project.store.setImage({ ...image, path, stamp: await stampOf(path) })
      result.found.push({ id: image.id, name: image.name, path })
    }
  }
  return result
}

/** The images whose files are not where they were. */
export async function missingImages({ store }: Project): Promise<number[]> {
  const isMissing = async ({ path }: ImageRecord) =>
    access(path).then(
      () => false,
      () => true,
    )
  const images = await store.images()
  const missing = await Promise.all(images.map(isMissing))
  return images.flatMap(({ id }, i) => (missing[i] ? [id] : []))
}

/** Takes a file for an image's. Throws AppError('image-changed') where it is not the one that was imported. */
export async function relinkImage(
  project: Project,
  id: number,
  file: string,
  { signal }: Pick<CallContext, 'signal'>,
): Promise<Relinked> {
  allowChange(project)
  const [image] = (await chosenImages(project, [id])) as [ImageRecord]
  const path = resolve(file)
  if (!image.sha256)
    throw new AppError('image-unknown', says.importing.nameWasNeverPreparedSo(image.name, path, image.path))
  if ((await sha256Of(path, signal)) !== image.sha256)
    throw new AppError('image-changed', says.importing.pathIsNotThePicture(path, image.name))
  await project.store.setImage({ ...image, path, stamp: await stampOf(path) })
  return { found: [{ id, name: image.name, path }], missing: [] }
}

/** Files of the same name are looked at first: a checksum reads all of a file. */
async function findFile(
  { name, sha256, stamp }: ImageRecord,
  files: readonly string[],
  hashes: Map<string, Promise<string>>,
  signal: AbortSignal,
): Promise<string | undefined> {
  // An image that was never prepared has no checksum to be known by.
  if (!sha256) return undefined
  const isNamed = (file: string) => basename(file) === name
  const ordered = [...files.filter(isNamed), ...files.filter((file) => !isNamed(file))]
  for (const file of ordered) {
    // Projects from before sizes were recorded.
    const possible = stamp ? statSync(file).size === stamp.size : isNamed(file)
    if (!possible) continue
    const hash = hashes.get(file) ?? sha256Of(file, signal)
    hashes.set(file, hash)
    if ((await hash) === sha256) return file
  }
  return undefined
}
