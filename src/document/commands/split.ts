import { common, subtract } from '../../geometry/polygonBoolean'
import { pathMeetsRings } from '../../geometry/rings'
import type { Change, Edit } from '../edit'
import { bounds } from '../../records/records'
import type { ObjectRecord } from '../../records/records'
import { shapeOfRings } from '../ringShape'
import { outline, shapeNames } from '../shapes'
import { t } from '../../messages/messages'
import { isRegion } from './combine'

/** A straight cut from (x0, y0) to (x1, y1). */
export interface Cut {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** Whether a cut is meant for an object: it crosses its outline. */
export function isCutBy({ locked, shape }: ObjectRecord, { x0, y0, x1, y1 }: Cut): boolean {
  return !locked && isRegion(shape) && pathMeetsRings([x0, y0, x1, y1], outline(shape))
}

/** Two objects in place of each that the cut crosses, along its whole line; null where it crosses none. */
export function split(objects: readonly ObjectRecord[], cut: Cut, newId: () => number): Edit | null {
  const changes: Change[] = []
  const crossed = objects.filter((object) => isCutBy(object, cut))
  for (const before of crossed) {
    const rings = outline(before.shape)
    const side = halfPlane(cut, before)
    const [left, right] = [shapeOfRings(common(rings, side)), shapeOfRings(subtract(rings, side))]
    if (!left || !right) continue
    changes.push({ table: 'objects', before, after: { ...before, shape: left } })
    changes.push({ table: 'objects', before: null, after: { ...before, id: newId(), shape: right } })
  }
  if (changes.length === 0) return null
  const [first] = crossed
  const what =
    crossed.length === 1 && first ? shapeNames[first.shape.kind] : t.edits.valueObjects(changes.length / 2)
  return { label: t.edits.splitWhat(what), changes }
}

/** A rectangle along the line, on one side of it, that holds all of the object on that side. */
function halfPlane({ x0, y0, x1, y1 }: Cut, { shape }: ObjectRecord): number[][] {
  const { x, y, w, h } = bounds(shape)
  const [dx, dy] = [x1 - x0, y1 - y0]
  const length = Math.hypot(dx, dy)
  const reach = Math.hypot(w, h) + Math.hypot(x0 - x - w / 2, y0 - y - h / 2)
  const [ux, uy] = [(dx / length) * reach, (dy / length) * reach]
  const [ax, ay, bx, by] = [x0 - ux, y0 - uy, x0 + ux, y0 + uy]
  return [[ax, ay, bx, by, bx - uy, by + ux, ax - uy, ay + ux]]
}
