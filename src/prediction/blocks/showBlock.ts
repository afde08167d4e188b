import { enlarge, type Detections } from '../../found/detections'
import type { HeatPart } from '../../found/partialHeat'
import type { Rect } from '../../geometry/rect'
import type { Search } from '../../heads/collector'
import type { PlannedWindow } from '../../heads/plan'
import { unpackBlock } from './packBlock'
import { previewBlock } from './previewBlock'

/** A search as it is shown: the level that is searched, and the image's size in full-size pixels. */
export interface ShownSearch {
  readonly search: Search
  readonly level: number
  readonly size: { readonly width: number; readonly height: number }
}

/** What one block shows until all are merged: in full-size pixels, by falling score. */
export interface ShownBlock {
  readonly detections: Detections
  readonly heat: HeatPart
}

/** Full-size pixels as those of a level. */
export function atLevel({ x, y, w, h }: Rect, level: number): Rect {
  const scale = 2 ** level
  return { x: x / scale, y: y / scale, w: w / scale, h: h / scale }
}

/** Makes of a block's bytes and its number what it shows; that throws an Error with what cannot be of this block. */
export function blockShower({ search, level, size }: ShownSearch) {
  const scale = 2 ** level
  const windows = search.plan.rows.flat()
  return (bytes: Uint8Array, number: number): ShownBlock => {
    const window = windows[number] as PlannedWindow
    const block = unpackBlock(bytes, window, search)
    const heat = { stride: search.detector.stride * scale, ...window.core, cells: block.heat }
    return { detections: enlarge(previewBlock(block, window, search), scale, size), heat }
  }
}
