import { outline } from '../../../src/document/shapes'
import { contains } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { trapezoids } from '../../../src/geometry/trapezoids'
import type { OpenDocument } from '../../document/openDocument.svelte'
import { flags, InstanceStore, kinds } from './instanceStore'
import type { Instance } from './instanceStore'
import { paletteSize } from './objectInstances'

/** The insides of what is no box, for the objects around the view: made anew when it leaves them, or they change. */
export class Fills {
  readonly store = new InstanceStore()
  private made: { readonly around: Rect; readonly of: readonly unknown[] } | null = null

  /** `leftOut`: objects that are hidden or drawn otherwise. */
  look(document: OpenDocument, seen: Rect, leftOut: ReadonlySet<number>): void {
    const of = [document, document.revision, document.selection, leftOut]
    const { made } = this
    if (made && contains(made.around, seen) && of.every((each, i) => each === made.of[i])) return
    const around = { x: seen.x - seen.w / 2, y: seen.y - seen.h / 2, w: seen.w * 2, h: seen.h * 2 }
    this.made = { around, of }
    const parts: Instance[] = []
    const selected: number[] = []
    for (const id of document.search(around)) {
      const object = document.objects.get(id)
      const kind = object?.shape.kind
      if (!object || leftOut.has(id) || kind === 'box' || kind === 'point' || kind === 'polyline') continue
      const isSelected = document.selection.objects.has(id)
      for (const each of trapezoids(outline(object.shape))) {
        if (isSelected) selected.push(parts.length)
        parts.push({
          x: each.leftTop,
          y: each.top,
          w: each.rightTop - each.leftTop,
          h: each.bottom - each.top,
          kind: kinds.trapezoid,
          palette: object.class % paletteSize,
          score: each.leftBottom - each.leftTop,
          extra: each.rightBottom - each.leftTop,
        })
      }
    }
    const slots = this.store.reset(parts)
    for (const at of selected) this.store.setFlags(slots[at] as number, flags.selected)
  }
}
