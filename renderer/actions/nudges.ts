import { boundsOf, move } from '../../src/document/commands/move'
import { reshapeArea, reshapeObject } from '../../src/document/commands/reshape'
import type { Edit } from '../../src/document/edit'
import { bounds } from '../../src/records/records'
import { stretch } from '../../src/document/shapes'
import type { Extent } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'
import { t } from '../../src/messages/messages'
import { isEmpty } from '../document/selection'
import type { OpenDocument } from '../document/openDocument.svelte'
import type { Action } from './action'
import { noImage } from './needs'

// The selection by keys, in image pixels: move it, or move its right and lower sides.

const directions = [
  { key: 'Left', dx: -1, dy: 0, moves: 'Left', sizes: 'Narrower' },
  { key: 'Right', dx: 1, dy: 0, moves: 'Right', sizes: 'Wider' },
  { key: 'Up', dx: 0, dy: -1, moves: 'Up', sizes: 'Lower' },
  { key: 'Down', dx: 0, dy: 1, moves: 'Down', sizes: 'Higher' },
] as const
const lengths = [
  { pixels: 1, shift: '', id: '' },
  { pixels: 10, shift: 'Shift+', id: 'Far' },
] as const

const refusal: Action['refusal'] = (s) =>
  noImage(s) ?? (isEmpty(s.document.selection) ? t.actions.selectSomethingFirst : undefined)

const named = (label: string, pixels: number) => (pixels > 1 ? t.actions.byTenPixels(label) : label)

export const nudges: readonly Action[] = lengths.flatMap(({ pixels, shift, id }) =>
  directions.flatMap(({ key, dx, dy, moves, sizes }): Action[] => [
    {
      id: `selection.${moves.toLowerCase()}${id}`,
      group: 'Edit',
      label: () => named(t.actions[`moveSelection${moves}`], pixels),
      shortcuts: [`Alt+${shift}Arrow${key}`],
      repeats: true,
      refusal,
      run: ({ document, image }) => {
        const step = { dx: dx * pixels, dy: dy * pixels }
        if (image) document.apply(move(unlocked(document), document.selectedAreas(), step, image))
      },
    },
    {
      id: `selection.${sizes.toLowerCase()}${id}`,
      group: 'Edit',
      label: () => named(t.actions[`makeSelection${sizes}`], pixels),
      shortcuts: [`Ctrl+${shift}Arrow${key}`],
      repeats: true,
      refusal,
      run: ({ document, image }) => {
        if (image) document.apply(resize(document, dx * pixels, dy * pixels, image))
      },
    },
  ]),
)

const unlocked = (document: OpenDocument) => document.selectedObjects().filter((object) => !object.locked)

/** Stretches everything selected from the upper left corner of its bounds; null where it would vanish or leave the image. */
function resize(document: OpenDocument, dx: number, dy: number, image: Extent): Edit | null {
  const objects = unlocked(document).filter((object) => object.shape.kind !== 'point')
  const areas = document.selectedAreas()
  const from = boundsOf(objects, areas)
  if (!from) return null
  const to = {
    ...from,
    w: Math.min(from.w + dx, image.width - from.x),
    h: Math.min(from.h + dy, image.height - from.y),
  }
  if (to.w < 1 || to.h < 1 || (to.w === from.w && to.h === from.h)) return null
  const edits = [
    ...objects.map((object) => reshapeObject(object, stretch(object.shape, from, to))),
    ...areas.map((area) => reshapeArea(area, stretched(area.rect, from, to))),
  ]
  const label = edits.length === 1 ? (edits[0]?.label ?? '') : t.actions.resizeTheSelection
  return { label, changes: edits.flatMap((edit) => edit.changes) }
}

function stretched(rect: Rect, from: Rect, to: Rect): Rect {
  return bounds(stretch({ kind: 'box', ...rect }, from, to))
}
