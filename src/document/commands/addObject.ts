import type { Edit } from '../edit'
import type { ImageId, ObjectRecord, Shape } from '../../records/records'
import { shapeNames } from '../shapes'
import { t } from '../../messages/messages'

export function addObject(id: number, image: ImageId, classId: number, shape: Shape): Edit {
  const after: ObjectRecord = { id, image, class: classId, shape, origin: 'human' }
  return {
    label: t.edits.addValue(shapeNames[shape.kind]),
    changes: [{ table: 'objects', before: null, after }],
  }
}
