import type { CallContext } from '../base/wire'
import type { Change } from '../document/edit'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
import type { ClassRecord, ImageRecord } from '../records/records'
import { planClasses, type LabelImport } from './importLabels.node'
import type { PackedLabels } from './jobs'

interface NewAnnotations {
  readonly image: ImageRecord
  readonly read: PackedLabels | undefined
  readonly checked: 'whole' | 'none' | Rect
  /** The image itself is added, too. */
  readonly isNew?: boolean
}

/** Labels, new classes and the checked area, and the image itself where it is new: one step to undo. */
export async function addAnnotations(
  session: Pick<LabelImport, 'project' | 'growing'>,
  { image, read, checked, isNew = false }: NewAnnotations,
  context: CallContext,
): Promise<number> {
  const { store } = session.project
  const planned = read ? await planClasses(session, read, '') : []
  const first = await store.nextId(planned.length + 1)
  const added = planned.map((each, i): ClassRecord => ({ id: first + i, ...each }))
  const changes: Change[] = added.map((after) => ({ table: 'classes', before: null, after }))
  if (isNew) changes.push({ table: 'images', before: null, after: image })
  const rect = checked === 'whole' ? { x: 0, y: 0, w: image.width, h: image.height } : checked
  if (rect !== 'none') {
    const after = { id: first + added.length, image: image.id, rect }
    changes.push({ table: 'checked', before: null, after })
  }
  const classId = new Map([...(await store.classes()), ...added].map((c) => [c.name.normalize('NFC'), c.id]))
  const ids = read?.used.map((name) => classId.get(name) as number) ?? []
  const objects = read && {
    ...read.objects,
    image: image.id,
    classes: read.objects.classes.map((number) => ids[number] as number),
  }
  const count = objects?.count ?? 0
  const label = isNew
    ? says.importing.importName(image.name)
    : says.importing.importCountObjectsIntoName(count, image.name)
  if (changes.length + count > 0) await store.applyBulk({ label, changes }, objects ? [objects] : [], context)
  return count
}
