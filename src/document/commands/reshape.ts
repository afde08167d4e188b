import type { Rect } from '../../geometry/rect'
import type { Edit } from '../edit'
import type { CheckedArea, ObjectRecord, Shape } from '../../records/records'
import { shapeNames } from '../shapes'

export function reshapeObject(before: ObjectRecord, shape: Shape, verb = 'Resize'): Edit {
  return {
    label: `${verb} ${shapeNames[before.shape.kind]}`,
    changes: [{ table: 'objects', before, after: { ...before, shape } }],
  }
}

export function reshapeArea(before: CheckedArea, rect: Rect): Edit {
  return {
    label: 'Resize checked area',
    changes: [{ table: 'checked', before, after: { ...before, rect } }],
  }
}
