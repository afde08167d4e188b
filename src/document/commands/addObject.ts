import type { Edit } from '../edit'
import type { ImageId, ObjectRecord, Shape } from '../records'

export function addObject(id: number, image: ImageId, classId: number, shape: Shape): Edit {
  const after: ObjectRecord = { id, image, class: classId, shape, origin: 'human' }
  return { label: `Add ${shape.kind}`, changes: [{ table: 'objects', before: null, after }] }
}
