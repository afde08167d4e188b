import type { CheckedArea, ObjectRecord } from '../../records/records'
import { shapeNames } from '../shapes'
import { t } from '../../messages/messages'

/** "box", "3 objects", "checked area", "4 items": what a command's label says it worked on. */
export function whatItIs(objects: readonly ObjectRecord[], areas: readonly CheckedArea[]): string {
  const only = objects.length === 1 && areas.length === 0 ? objects[0] : undefined
  if (only) return shapeNames[only.shape.kind]
  if (areas.length === 0) return t.edits.lengthObjects(objects.length)
  if (objects.length > 0) return t.edits.lengthItems(objects.length + areas.length)
  return areas.length === 1 ? t.edits.checkedArea : t.edits.lengthCheckedAreas(areas.length)
}
