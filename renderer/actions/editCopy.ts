import { addCopies } from '../../src/document/commands/addCopies'
import { boundsOf } from '../../src/document/commands/move'
import type { ObjectRecord } from '../../src/records/records'
import { intersects } from '../../src/geometry/rect'
import { t } from '../../src/messages/messages'
import { clipboard } from '../document/clipboard.svelte'
import { select } from '../document/selection'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noImage } from './needs'

/** CSS pixels by which a copy lies off what it copies. */
const offset = 14

/** Puts copies into the open image and selects them. */
function put(s: Session, objects: readonly ObjectRecord[], step: { dx: number; dy: number }): void {
  const image = s.image
  if (!image) return
  const known = new Set(s.classes.all.map(({ id }) => id))
  const kept = objects.filter((object) => known.has(object.class))
  const edit = addCopies(kept, image, step, () => s.document.newId())
  if (!edit) return s.notices.say(t.actions.theClassesOfWhatWas)
  s.document.apply(edit)
  s.document.selection = select(edit.changes.flatMap(({ after }) => (after ? [after.id] : [])))
}

/** Beside the originals where they are seen, else in the middle of the view. */
function pasteStep(s: Session, objects: readonly ObjectRecord[]): { dx: number; dy: number } {
  const around = boundsOf(objects, [])
  const camera = s.view?.camera()
  if (!around || !camera) return { dx: 0, dy: 0 }
  const [half, high] = [600 / camera.scale, 400 / camera.scale]
  const seen = { x: camera.x - half, y: camera.y - high, w: 2 * half, h: 2 * high }
  const wide = { ...around, w: Math.max(around.w, 1), h: Math.max(around.h, 1) }
  if (!intersects(seen, wide))
    return { dx: camera.x - around.x - around.w / 2, dy: camera.y - around.y - around.h / 2 }
  const own = objects.some((object) => s.document.objects.has(object.id))
  const times = own || clipboard.pasted > 0 ? clipboard.pasted + 1 : 0
  return { dx: (times * offset) / camera.scale, dy: (times * offset) / camera.scale }
}

const nothingSelected = (s: Session) => (s.document.selection.objects.size > 0 ? undefined : '')

export const editCopies: readonly Action[] = [
  {
    id: 'edit.copy',
    group: 'Edit',
    get label() {
      return t.actions.copyTheSelectedObjects
    },
    shortcuts: ['Ctrl+C'],
    refusal: nothingSelected,
    run: (s) => clipboard.take(s.document.selectedObjects()),
  },
  {
    id: 'edit.paste',
    group: 'Edit',
    get label() {
      return t.actions.pasteTheCopiedObjects
    },
    shortcuts: ['Ctrl+V'],
    refusal: (s) => noImage(s) ?? (clipboard.objects.length > 0 ? undefined : t.actions.nothingWasCopiedYet),
    run: (s) => {
      put(s, clipboard.objects, pasteStep(s, clipboard.objects))
      clipboard.pasted++
    },
  },
  {
    id: 'edit.duplicate',
    group: 'Edit',
    get label() {
      return t.actions.duplicateTheSelectedObjects
    },
    shortcuts: ['Ctrl+D'],
    refusal: nothingSelected,
    run: (s) => {
      const step = offset / (s.view?.camera().scale ?? 1)
      put(s, s.document.selectedObjects(), { dx: step, dy: step })
    },
  },
]
