import type { Rect } from '../../geometry/rect'
import type { Edit } from '../edit'
import type { CheckedArea, ObjectRecord, Shape } from '../../records/records'
import { shapeNames } from '../shapes'
import { t } from '../../messages/messages'

export function reshapeObject(before: ObjectRecord, shape: Shape, verb = t.edits.resize): Edit {
  return {
    label: t.edits.verbShape(verb, shapeNames[before.shape.kind]),
    changes: [{ table: 'objects', before, after: { ...before, shape } }],
  }
}

export function reshapeArea(before: CheckedArea, rect: Rect): Edit {
  return {
    label: t.edits.resizeCheckedArea,
    changes: [{ table: 'checked', before, after: { ...before, rect } }],
  }
}
