import { bounds } from '../../records/records'
import type { CheckedArea, ObjectRecord } from '../../records/records'
import type { Rect } from '../../geometry/rect'
import type { Change, Edit } from '../edit'
import { clampStep, translate } from '../shapes'
import type { Extent } from '../shapes'
import { t } from '../../messages/messages'
import { whatItIs } from './count'

/** The rectangle around objects and areas; undefined for none. */
export function boundsOf(objects: readonly ObjectRecord[], areas: readonly CheckedArea[]): Rect | undefined {
  if (objects.length + areas.length === 0) return undefined
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const take = (r: Rect) => {
    left = Math.min(left, r.x)
    top = Math.min(top, r.y)
    right = Math.max(right, r.x + r.w)
    bottom = Math.max(bottom, r.y + r.h)
  }
  for (const object of objects) take(bounds(object.shape))
  for (const area of areas) take(area.rect)
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/** What of an object lies elsewhere after a step: its shape, and its key points where it has any. */
export function moved(
  { shape, keyPoints }: Pick<ObjectRecord, 'shape' | 'keyPoints'>,
  dx: number,
  dy: number,
): Pick<ObjectRecord, 'shape' | 'keyPoints'> {
  // Points that are not marked stand at (0, 0).
  const points = keyPoints?.map((point) =>
    point.visible === 0 ? point : { ...point, x: point.x + dx, y: point.y + dy },
  )
  return { shape: translate(shape, dx, dy), ...(points ? { keyPoints: points } : {}) }
}

/**
 * Moves all that is not locked by one step, shortened so that it stays inside the image; null when nothing moves.
 */
export function move(
  all: readonly ObjectRecord[],
  areas: readonly CheckedArea[],
  step: { readonly dx: number; readonly dy: number },
  image: Extent,
): Edit | null {
  const objects = all.filter((object) => !object.locked)
  const around = boundsOf(objects, areas)
  if (!around) return null
  const { dx, dy } = clampStep(around, step.dx, step.dy, image)
  if (dx === 0 && dy === 0) return null
  const changes: Change[] = objects.map((before) => ({
    table: 'objects',
    before,
    after: { ...before, ...moved(before, dx, dy) },
  }))
  for (const before of areas) {
    const rect = { ...before.rect, x: before.rect.x + dx, y: before.rect.y + dy }
    changes.push({ table: 'checked', before, after: { ...before, rect } })
  }
  return { label: t.edits.moveObjects(whatItIs(objects, areas)), changes }
}
