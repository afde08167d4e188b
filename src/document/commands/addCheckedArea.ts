import type { Rect } from '../../geometry/rect'
import type { Edit } from '../edit'
import type { ImageId } from '../../records/records'
import { t } from '../../messages/messages'

export function addCheckedArea(id: number, image: ImageId, rect: Rect): Edit {
  return {
    label: t.edits.addCheckedArea,
    changes: [{ table: 'checked', before: null, after: { id, image, rect } }],
  }
}
