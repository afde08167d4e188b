import { boundsOf, move } from '../../src/document/commands/move'
import { reshapeArea, reshapeObject } from '../../src/document/commands/reshape'
import type { Edit } from '../../src/document/edit'
import { bounds } from '../../src/records/records'
import { stretch } from '../../src/document/shapes'
import type { Extent } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'
import { isEmpty } from '../document/selection'
import type { OpenDocument } from '../document/openDocument.svelte'
import type { Action } from './action'
import { noImage } from './needs'

// The selection by keys, in image pixels: move it, or move its right and lower sides.

const directions = [
  { key: 'Left', dx: -1, dy: 0, moves: 'left', sizes: 'narrower' },
  { key: 'Right', dx: 1, dy: 0, moves: 'right', sizes: 'wider' },
  { key: 'Up', dx: 0, dy: -1, moves: 'up', sizes: 'lower' },
  { key: 'Down', dx: 0, dy: 1, moves: 'down', sizes: 'higher' },
] as const
const lengths = [
  { pixels: 1, shift: '', id: '', name: '' },
  { pixels: 10, shift: 'Shift+', id: 'Far', name: ' by 10 pixels' },
] as const

const refusal: Action['refusal'] = (s) =>
  noImage(s) ?? (isEmpty(s.document.selection) ? 'Select something first.' : undefined)

export const nudges: readonly Action[] = lengths.flatMap(({ pixels, shift, id, name }) =>
  directions.flatMap(({ key, dx, dy, moves, sizes }): Action[] => [
    {
      id: `selection.${moves}${id}`,
      group: 'Edit',
      label: `Move the selection ${moves}${name}`,
      shortcuts: [`Alt+${shift}Arrow${key}`],
      repeats: true,
      refusal,
      run: ({ document, image }) => {
        const step = { dx: dx * pixels, dy: dy * pixels }
        if (image) document.apply(move(unlocked(document), document.selectedAreas(), step, image))
      },
    },
    {
      id: `selection.${sizes}${id}`,
      group: 'Edit',
      label: `Make the selection ${sizes}${name}`,
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
  const label = edits.length === 1 ? (edits[0]?.label ?? '') : 'Resize the selection'
  return { label, changes: edits.flatMap((edit) => edit.changes) }
}

function stretched(rect: Rect, from: Rect, to: Rect): Rect {
  return bounds(stretch({ kind: 'box', ...rect }, from, to))
}
