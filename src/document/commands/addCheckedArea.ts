import type { Rect } from '../../geometry/rect'
import type { Edit } from '../edit'
import type { ImageId } from '../../records/records'

export function addCheckedArea(id: number, image: ImageId, rect: Rect): Edit {
  return {
    label: 'Add checked area',
    changes: [{ table: 'checked', before: null, after: { id, image, rect } }],
  }
}
