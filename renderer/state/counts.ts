import type { Change, Edit, Step } from '../../src/document/edit'
import { coveredShare, unionArea } from '../../src/geometry/unionArea'
import type { ImageState } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { OpenDocument } from '../document/openDocument.svelte'

/** The images with the open one's counts as they are in the window, which is ahead of what main last told. */
export function withLiveCounts(images: readonly ImageState[], document: OpenDocument): readonly ImageState[] {
  // Read for its sake: the rows themselves are not reactive.
  const changed = document.revision > 0
  const open = document.image
  if (!open || !changed) return images
  const objects = document.objects.size + document.arriving
  const areas = [...document.checked.values()]
  const checkedShare = coveredShare(open, unionArea(areas.flatMap(({ rect, only }) => (only ? [] : rect))))
  const live = { objects, checkedAreas: areas.length, checkedShare }
  return images.map((image) => (image.id === open.id ? { ...image, ...live } : image))
}

/** Counts of the images that are not open, after an edit that reached into them. */
export function countedElsewhere(
  images: readonly ImageState[],
  edit: Edit,
  open: number | undefined,
): ImageState[] {
  const by = new Map<number, { objects: number; checkedAreas: number }>()
  for (const { table, before, after } of edit.changes) {
    if (table !== 'objects' && table !== 'checked') continue
    for (const [row, step] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (!row || row.image === open) continue
      const sum = by.get(row.image) ?? { objects: 0, checkedAreas: 0 }
      sum[table === 'objects' ? 'objects' : 'checkedAreas'] += step
      by.set(row.image, sum)
    }
  }
  return images.map((image) => {
    const sum = by.get(image.id)
    if (!sum) return image
    return {
      ...image,
      objects: image.objects + sum.objects,
      checkedAreas: image.checkedAreas + sum.checkedAreas,
    }
  })
}

export type Left = 'marks' | 'check' | 'search' | 'nothing'

/** What is left to do on an image. */
export function leftToDo(image: ImageState): Left {
  if (image.objects === 0 && image.checkedAreas === 0) return image.predictions.length ? 'nothing' : 'marks'
  if (image.checkedAreas === 0) return 'check'
  return image.predictions.length ? 'nothing' : 'search'
}

/** How much of an image is checked, in words; undefined for nothing. Whole only where nothing is left, never 0 %. */
export function checkedWords({ checkedAreas, checkedShare }: ImageState): string | undefined {
  if (checkedAreas === 0 || checkedShare === undefined) return undefined
  if (checkedShare === 1) return t.state.whollyChecked
  const percent = Math.floor(100 * checkedShare)
  return percent < 1 ? t.state.under1Checked : t.state.percentChecked(percent)
}

/** Images whose rows a step changed, one for each row. */
export function touchedImages({ reload = [], changes }: Step): number[] {
  const imageOf = ({ before, after }: Change) => {
    const row = after ?? before
    return row && 'image' in row ? [row.image] : []
  }
  return [...reload, ...changes.flatMap(imageOf)]
}
