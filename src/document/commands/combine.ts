import { simplify, subtract, unite } from '../../geometry/polygonBoolean'
import type { Rings } from '../../geometry/polygonBoolean'
import type { Change, Edit } from '../edit'
import type { ObjectRecord, Shape } from '../../records/records'
import { shapeOfRings } from '../ringShape'
import { outline, shapeNames } from '../shapes'
import { t } from '../../messages/messages'

/** Has an inside: may be added to, cut, merged and split. */
export function isRegion(shape: Shape): boolean {
  return shape.kind !== 'point' && shape.kind !== 'polyline'
}

/** Pixels by which the border of what was added, cut or merged may be made simpler: corners on a line go. */
export const borderTolerance = 0.05

/** Adds a region to an object, or cuts it away from objects; what nothing is left of is deleted. Null for no change. */
export function combine(
  objects: readonly ObjectRecord[],
  region: Rings,
  how: 'add' | 'subtract',
): Edit | null {
  const changes: Change[] = []
  for (const before of objects) {
    if (before.locked || !isRegion(before.shape)) continue
    const held = outline(before.shape)
    const rings = simplify(how === 'add' ? unite(held, region) : subtract(held, region), borderTolerance)
    const shape = shapeOfRings(rings)
    if (shape && sameRings(outline(shape), simplify(unite(held, []), borderTolerance))) continue
    changes.push({ table: 'objects', before, after: shape ? { ...before, shape } : null })
  }
  if (changes.length === 0) return null
  const [first] = changes
  const what =
    changes.length === 1 && first?.table === 'objects' && first.before
      ? shapeNames[first.before.shape.kind]
      : t.edits.lengthObjects(changes.length)
  return { label: how === 'add' ? t.edits.addToWhat(what) : t.edits.cutWhat(what), changes }
}

function sameRings(a: Rings, b: Rings): boolean {
  const corners = (rings: Rings) => rings.reduce((sum, ring) => sum + ring.length, 0)
  const key = (rings: Rings) =>
    rings
      .flatMap((ring) =>
        Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i]},${ring[2 * i + 1]}`),
      )
      .sort()
      .join(' ')
  return corners(a) === corners(b) && key(a) === key(b)
}
