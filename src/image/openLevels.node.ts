import { dirname } from 'node:path'
import { AppError } from '../base/errors'
import { hasFile } from '../files/below.node'
import { buildingPicture } from './building/buildPyramid.node'
import { openBytes, type ByteSource } from './reading/byteSource.node'
import { isServed } from './reading/served'
import type { FileStamp } from '../records/image'
import { describePicture, openInPlace } from './reading/describe.node'
import { LevelSet, missingLevels, type LevelSetOptions } from './showing/levelSet.node'
import type { StoredPicture } from './pixels/picture'
import { openTiffPicture } from './reading/tiff/tiffPicture.node'
import { says } from '../messages/says/says'

export { pyramidVersion } from './building/buildPyramid.node'

export interface LevelFiles extends LevelSetOptions {
  /** Where levels that the picture's own file lacks lie, or will. */
  readonly pyramid: string
}

/**
 * Every level of an imported picture, also while its pyramid is built. Throws AppError when neither the picture's own file nor
 * its pyramid can show it.
 */
export async function openLevels(image: LevelFiles): Promise<LevelSet> {
  const pictures: StoredPicture[] = []
  try {
    const built = buildingPicture(image.pyramid) ?? (await openPyramid(image.pyramid))
    if (!built?.levels.has(0)) {
      const { access } = await describePicture(image.path, image.part)
      if (access.how === 'in-place') pictures.push(await openInPlace(image.path, image.part))
      else if (!built) throw new AppError('pyramid-missing', says.image.pathIsNotPreparedFor(image.path))
    }
    if (built) pictures.push(built)
    checkSize(image, pictures)
    return new LevelSet(image, pictures)
  } catch (error) {
    await Promise.all(pictures.map((picture) => picture.close()))
    throw error
  }
}

/**
 * The same where the picture's file, its pyramid or both have an address instead of a path: read by HTTP. `fromPyramid`: level 0
 * is stored there. Throws AppError.
 */
export async function openServedLevels(
  image: LevelFiles & { readonly stamp?: FileStamp | undefined },
): Promise<{ readonly set: LevelSet; readonly fromPyramid: boolean }> {
  const pictures: StoredPicture[] = []
  try {
    const { pyramid } = image
    const served = isServed(pyramid) ? await openServedBytes(pyramid) : undefined
    const built = served
      ? await openBuilt(served, pyramid)
      : isServed(pyramid)
        ? undefined
        : await openPyramid(pyramid)
    const fromPyramid = built?.levels.has(0) === true
    if (built) pictures.push(built)
    if (!fromPyramid) pictures.unshift(await openOriginal(image))
    checkSize(image, pictures)
    return { set: new LevelSet(image, pictures), fromPyramid }
  } catch (error) {
    await Promise.all(pictures.map((picture) => picture.close()))
    throw error
  }
}

async function openOriginal({
  path,
  part,
  stamp,
}: LevelFiles & { readonly stamp?: FileStamp | undefined }): Promise<StoredPicture> {
  if (!isServed(path)) return openInPlace(path, part)
  const bytes = await openServedBytes(path)
  if (!bytes)
    throw new AppError('picture-server', says.image.addressCannotBeRead(path, says.cluster.statusStatus(404)))
  try {
    if (stamp && stamp.size !== bytes.size)
      throw new AppError('image-changed', says.image.pathHasChangedSinceIt(path))
    return await openTiffPicture(bytes, path, part)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

async function openServedBytes(address: string): Promise<ByteSource | undefined> {
  const { openServedBytes: open } = await import('./reading/servedBytes.node')
  return open(address)
}

/** Whether every level can be shown from what there is now. */
export async function isComplete(image: LevelFiles): Promise<boolean> {
  if (buildingPicture(image.pyramid)) return false
  const levels = await openLevels(image).catch(() => undefined)
  await levels?.close()
  return levels !== undefined && missingLevels(levels.storedLevels, image.levels).length === 0
}

async function openPyramid(path: string): Promise<StoredPicture | undefined> {
  if (!hasFile(dirname(path), path)) return undefined
  return openBuilt(await openBytes(path), path)
}

async function openBuilt(bytes: ByteSource, path: string): Promise<StoredPicture | undefined> {
  if ((await bytes.read(0, 2)).toString('latin1') === 'PK') {
    // A zip of tiles, as they once were above 65,535 pixels a side: it is built anew.
    await bytes.close()
    return undefined
  }
  try {
    return await openTiffPicture(bytes, path)
  } catch (error) {
    await bytes.close()
    throw new AppError('pyramid-damaged', says.image.pathIsDamagedImportIts(path), { cause: error })
  }
}

function checkSize(image: LevelFiles, pictures: readonly StoredPicture[]): void {
  const [first] = pictures
  if (!first || (first.width === image.width && first.height === image.height)) return
  throw new AppError(
    'image-changed',
    says.image.pathIsWidthHeightPixels(image.path, first.width, first.height, image.width, image.height),
  )
}
