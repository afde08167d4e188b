import type { CheckedArea, ObjectRecord } from '../../records/records'
import { shapeNames } from '../shapes'

/** "box", "3 objects", "checked area", "4 items": what a command's label says it worked on. */
export function whatItIs(objects: readonly ObjectRecord[], areas: readonly CheckedArea[]): string {
  const only = objects.length === 1 && areas.length === 0 ? objects[0] : undefined
  if (only) return shapeNames[only.shape.kind]
  if (areas.length === 0) return `${objects.length} objects`
  if (objects.length > 0) return `${objects.length + areas.length} items`
  return areas.length === 1 ? 'checked area' : `${areas.length} checked areas`
}
