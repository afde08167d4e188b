import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { FoundObjects } from './foundObjects'
import type { LabelImage, OpenLabels } from './format'
import { PictureIndex } from './pictureNames'

/** What a file says of one picture. */
export interface PictureEntry {
  /** By which it may be called; the folders before them count. */
  readonly names: readonly string[]
  /** In pixels, where the file says it. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  read(found: FoundObjects, image: LabelImage): void
}

/** A file of many pictures, each under its name. `classNames` are those that the file lists, in their order. */
export function openPictures(
  file: string,
  entries: readonly PictureEntry[],
  classNames?: readonly string[],
): OpenLabels {
  const index = new PictureIndex<PictureEntry>(file)
  for (const entry of entries) for (const name of new Set(entry.names)) index.add(name, entry)
  return {
    read(image, _, take) {
      const found = new FoundObjects(file, image, take)
      for (const entry of new Set(index.find(image).values)) {
        requireSize(entry, image, file)
        entry.read(found, image)
      }
      return classNames?.length ? found.report(classNames) : found.report()
    },
  }
}

function requireSize({ width, height }: PictureEntry, image: LabelImage, file: string): void {
  if (!width || !height || (width === image.width && height === image.height)) return
  throw new AppError(
    'label-size',
    says.labels.fileWasMadeForName(file, image.name, width, height, image.width, image.height),
  )
}
