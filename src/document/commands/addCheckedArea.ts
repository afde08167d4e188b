import type { Edit } from '../edit'
import { inIdOrder } from '../checkedClasses'
import type { CheckedArea } from '../../records/records'
import { t } from '../../messages/messages'

export function addCheckedArea({ only, ...area }: CheckedArea): Edit {
  const after = only ? { ...area, only: inIdOrder(only) } : area
  return { label: t.edits.addCheckedArea, changes: [{ table: 'checked', before: null, after }] }
}
