import type { ImageState } from '../../src/ipc/contract'
import type { OpenDocument } from '../document/openDocument.svelte'

/** The images with the open one's counts as they are in the window, which is ahead of what main last told. */
export function withLiveCounts(images: readonly ImageState[], document: OpenDocument): readonly ImageState[] {
  // Read for its sake: the rows themselves are not reactive.
  const changed = document.revision > 0
  const open = document.image
  if (!open || !changed) return images
  const { size: objects } = document.objects
  const { size: checkedAreas } = document.checked
  return images.map((image) => (image.id === open.id ? { ...image, objects, checkedAreas } : image))
}

export type Left = 'marks' | 'check' | 'search' | 'nothing'

/** What is left to do on an image. */
export function leftToDo(image: ImageState): Left {
  if (image.objects === 0 && image.checkedAreas === 0) return image.predictions.length ? 'nothing' : 'marks'
  if (image.checkedAreas === 0) return 'check'
  return image.predictions.length ? 'nothing' : 'search'
}
