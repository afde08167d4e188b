import { rm } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import { inIdOrder } from '../document/checkedClasses'
import type { Change } from '../document/edit'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
import type { CheckedArea, ClassRecord, ImageRecord } from '../records/records'
import { planClasses, type LabelImport } from './importLabels.node'
import type { PackedLabels } from './jobs'

interface NewAnnotations {
  readonly image: ImageRecord
  readonly read: PackedLabels | undefined
  readonly checked: 'whole' | 'none' | Rect
  /** Names of the classes that it was checked for; absent: all. */
  readonly checkedFor?: readonly string[] | undefined
  /** The image itself is added, too. */
  readonly isNew?: boolean
}

/**
 * Labels, new classes and the checked area, and the image itself where it is new: one step to undo. What the image has already is
 * not added again; how many objects were.
 */
export async function addAnnotations(
  session: Pick<LabelImport, 'project' | 'growing' | 'told'>,
  { image, read, checked, checkedFor, isNew = false }: NewAnnotations,
  context: CallContext,
): Promise<number> {
  const { store } = session.project
  const planned = read ? await planClasses(session, read, '') : []
  const there = isNew ? { checked: [], objects: 0 } : await store.loadAreas(image.id)
  const first = await store.nextId(planned.length + 1)
  const newClasses = planned.map((each, i): ClassRecord => ({ id: first + i, ...each }))
  const changes: Change[] = newClasses.map((after) => ({ table: 'classes', before: null, after }))
  if (isNew) changes.push({ table: 'images', before: null, after: image })
  const rect = checked === 'whole' ? { x: 0, y: 0, w: image.width, h: image.height } : checked
  const classId = new Map(
    [...(await store.classes()), ...newClasses].map((c) => [c.name.normalize('NFC'), c.id]),
  )
  if (rect !== 'none') {
    const only = checkedFor && idsOf(checkedFor, classId)
    const after = { id: first + newClasses.length, image: image.id, rect, ...(only ? { only } : {}) }
    if (!there.checked.some((area) => isSameArea(area, after)))
      changes.push({ table: 'checked', before: null, after })
  }
  const ids = read?.used.map((name) => classId.get(name) as number) ?? []
  const objects = read && withClasses(read.objects, image.id, ids)
  const count = objects?.count ?? 0
  const label = isNew
    ? says.importing.importName(image.name)
    : there.objects > 0
      ? // How many of them are new is known afterwards.
        says.importing.importLabelsIntoName(image.name)
      : says.importing.importCountObjectsIntoName(count, image.name)
  if (changes.length + count === 0) return 0
  const added = await store.applyBulk({ label, changes }, objects ? [objects] : [], context)
  session.told.wereThere(count - added)
  return added
}

const isSameArea = (a: Omit<CheckedArea, 'id'>, b: Omit<CheckedArea, 'id'>) =>
  (['x', 'y', 'w', 'h'] as const).every((side) => a.rect[side] === b.rect[side]) &&
  String(a.only) === String(b.only)

/** Throws AppError('usage') for a class that is not there. */
function idsOf(names: readonly string[], classId: ReadonlyMap<string, number>): number[] {
  return inIdOrder(
    names.map((name) => {
      const id = classId.get(name.normalize('NFC'))
      if (id !== undefined) return id
      throw new AppError('usage', says.importing.checkedForUnknown(name, [...classId.keys()].join(', ')))
    }),
  )
}

function withClasses(
  objects: PackedLabels['objects'],
  image: number,
  classIds: readonly number[],
): PackedLabels['objects'] {
  if ('file' in objects) return { ...objects, image, classIds }
  return { ...objects, image, classes: objects.classes.map((number) => classIds[number] as number) }
}

/** Objects that were kept in a file are done with. */
export async function dropKept(read: PackedLabels | undefined): Promise<void> {
  if (read && 'file' in read.objects) await rm(read.objects.file, { force: true })
}
