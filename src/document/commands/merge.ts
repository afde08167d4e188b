import { simplify, unite } from '../../geometry/polygonBoolean'
import type { Change, Edit } from '../edit'
import type { ObjectRecord } from '../../records/records'
import { shapeOfRings } from '../ringShape'
import { outline } from '../shapes'
import { t } from '../../messages/messages'
import { borderTolerance, isRegion } from './combine'

/** Those that merging works on: unlocked and with an inside. */
export function mergeable(objects: readonly ObjectRecord[]): ObjectRecord[] {
  return objects.filter(({ locked, shape }) => !locked && isRegion(shape))
}

/** One object in place of several, of the first one's class: what any of them covers. Null for fewer than two. */
export function merge(objects: readonly ObjectRecord[]): Edit | null {
  const [first, ...others] = mergeable(objects)
  if (!first || others.length === 0) return null
  let rings = unite(outline(first.shape), [])
  for (const { shape } of others) rings = unite(rings, outline(shape))
  const shape = shapeOfRings(simplify(rings, borderTolerance))
  if (!shape) return null
  const changes: Change[] = [{ table: 'objects', before: first, after: { ...first, shape } }]
  for (const before of others) changes.push({ table: 'objects', before, after: null })
  return { label: t.edits.mergeValueObjects(others.length + 1), changes }
}
