import type { Change, Edit } from '../edit'
import type { ObjectRecord } from '../../records/records'
import { t } from '../../messages/messages'
import { whatItIs } from './count'

/** Says the same of several objects (an empty value: nothing); null when all of them say so already. */
export function setAttribute(objects: readonly ObjectRecord[], name: string, value: string): Edit | null {
  const others = objects.filter((object) => (object.attributes?.[name] ?? '') !== value)
  if (others.length === 0) return null
  const changes = others.map((before): Change => {
    const { [name]: _, ...rest } = before.attributes ?? {}
    const attributes = value === '' ? rest : { ...rest, [name]: value }
    const after = { ...before, attributes: Object.keys(attributes).length > 0 ? attributes : undefined }
    return { table: 'objects', before, after }
  })
  return { label: t.edits.setNameOfOthers(name, whatItIs(others, [])), changes }
}

/** The value that all of them have; undefined where they differ. */
export function commonAttribute(objects: readonly ObjectRecord[], name: string): string | undefined {
  const first = objects[0]?.attributes?.[name] ?? ''
  return objects.every((object) => (object.attributes?.[name] ?? '') === first) ? first : undefined
}
