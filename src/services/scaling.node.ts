import type { ImageId } from '../records/records'
import type { PixelSize } from '../geometry/pixelSize'
import { allowChange, chosenImages, type Project } from './project.node'

/** Records what a pixel of these images covers; null: it is not known. */
export async function setPixelSize(
  project: Project,
  images: readonly ImageId[],
  size: PixelSize | null,
): Promise<void> {
  allowChange(project)
  for (const { pixelSize: _, ...image } of await chosenImages(project, [...images]))
    await project.store.setImage(size ? { ...image, pixelSize: size } : image)
}
