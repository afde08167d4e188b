import { describe, expect, test, vi } from 'vitest'
import { OpenDocument } from '../../../../renderer/document/openDocument.svelte'
import { select } from '../../../../renderer/document/selection'
import { AppError } from '../../../../src/base/errors'
import { addCheckedArea } from '../../../../src/document/commands/addCheckedArea'
import { addObject } from '../../../../src/document/commands/addObject'
import { move } from '../../../../src/document/commands/move'
import { remove } from '../../../../src/document/commands/remove'
import { setClass } from '../../../../src/document/commands/setClass'
import type { Edit } from '../../../../src/document/edit'
import type { ImageState } from '../../../../src/ipc/contract'
import { added, box, imageRecord, projectWithImage, scratch } from '../../shared/project.fixture'
import { storeApi } from '../../shared/viewer.fixture'

const at = scratch()
let folders = 0

/** A document over a real project on the disk, and what the project holds. */
async function setup() {
  const { store, image: record, car, van } = await projectWithImage(at(`p${++folders}.windhover`))
  const image: ImageState = { ...record, objects: 0, checkedAreas: 0, predictions: [] }
  const disk = { fails: null as Error | null }
  const refused: string[] = []
  /** How many edits are kept elsewhere, at each time that this changed. */
  const kept: number[] = []
  const api = storeApi(
    store,
    () => disk.fails,
    (edits) => kept.push(edits),
  )
  const document = new OpenDocument({ api, onrefused: (message) => refused.push(message) })
  await document.load(image)
  const put = (x: number, y: number, classId = car.id) => {
    const id = document.newId()
    document.apply(addObject(id, image.id, classId, box(x, y)))
    return id
  }
  const stored = () => store.load(image.id)
  return { store, image, car, van, disk, kept, refused, document, put, stored }
}

describe('the open document', () => {
  test('what is drawn is there at once, in the project a moment later, and after loading again', async () => {
    const { document, image, put, stored } = await setup()
    const id = put(100, 200)
    document.apply(
      addCheckedArea({ id: document.newId(), image: image.id, rect: { x: 0, y: 0, w: 500, h: 500 } }),
    )
    expect(document.objects.get(id)?.shape).toEqual(box(100, 200))
    expect(document.search({ x: 105, y: 205, w: 1, h: 1 })).toEqual([id])
    await document.settled()
    expect(document.save).toEqual({ kind: 'saved' })
    expect(stored().objects.map((o) => o.id)).toEqual([id])
    await document.load(image)
    expect([...document.objects.keys()]).toEqual([id])
    expect(document.checked.size).toBe(1)
  })

  test('undo and redo bring rows, index, counts and selection along', async () => {
    const { document, put, car, van, image, stored } = await setup()
    const id = put(10, 10)
    document.selection = select([id])
    document.apply(move(document.selectedObjects(), [], { dx: 300, dy: 0 }, image))
    document.apply(setClass(document.selectedObjects(), van))
    document.apply(remove(document.selectedObjects(), []))
    expect(document.objects.size).toBe(0)
    expect(document.selection.objects.size).toBe(0)
    expect(document.canUndo).toBe('Delete box')

    await document.undo()
    expect(document.classCounts.get(van.id)).toBe(1)
    await document.undo()
    expect(document.classCounts.get(van.id)).toBe(0)
    expect(document.classCounts.get(car.id)).toBe(1)
    expect(document.canRedo).toMatch(/^Set class/)
    await document.undo()
    expect(document.search({ x: 12, y: 12, w: 1, h: 1 })).toEqual([id])
    expect(document.search({ x: 312, y: 12, w: 1, h: 1 })).toEqual([])
    await document.redo()
    expect(document.search({ x: 312, y: 12, w: 1, h: 1 })).toEqual([id])
    expect(stored().objects[0]?.shape).toEqual(box(310, 10))
  })

  test('a full disk costs nothing: edits wait in order, are seen, and are saved when it can be', async () => {
    const { document, disk, image, kept, put, stored } = await setup()
    disk.fails = new AppError('disk-full', 'The disk is full; free some space.')
    const first = put(1, 1)
    await document.settled()
    const second = put(50, 50)
    expect(document.save).toEqual({ kind: 'failed', message: 'The disk is full; free some space.' })
    expect(stored().objects).toEqual([])
    await document.load(image)
    expect([...document.objects.keys()]).toEqual([first, second])

    await document.undo()
    expect([...document.objects.keys()]).toEqual([first])
    disk.fails = null
    document.retrySaving()
    await vi.waitFor(() => expect(document.save).toEqual({ kind: 'saved' }))
    expect(stored().objects.map((o) => o.id)).toEqual([first])
    await vi.waitFor(() => expect(kept.at(-1)).toBe(0))
  })

  test('what cannot be saved is kept elsewhere at once, all of it, and stays kept when the project is left', async () => {
    const { document, disk, kept, put } = await setup()
    disk.fails = new AppError('project-gone', 'The disk is gone; connect it.')
    put(1, 1)
    await document.settled()
    put(2, 2)
    put(3, 3)
    await vi.waitFor(() => expect(kept.at(-1)).toBe(3))
    disk.fails = null
    document.retrySaving()
    await vi.waitFor(() => expect(document.save).toEqual({ kind: 'saved' }))
    await vi.waitFor(() => expect(kept.at(-1)).toBe(0))

    disk.fails = new AppError('project-gone', 'The disk is gone; connect it.')
    put(4, 4)
    await document.settled()
    await document.load(null)
    expect(document.save).toEqual({ kind: 'saved' })
    await vi.waitFor(() => expect(kept.at(-1)).toBe(1))
  })

  test('an edit that the project refuses for good is taken back; what came after it is kept', async () => {
    const { document, store, image, put, stored, refused, disk } = await setup()
    const id = put(1, 1)
    await document.settled()
    const [mine] = document.objects.values()
    if (!mine) throw new Error('no object')
    // Somebody else moved it in the meantime.
    store.applyEdit(move([mine], [], { dx: 5, dy: 5 }, image) as Edit)
    document.apply(move([mine], [], { dx: 900, dy: 0 }, image))
    const later = put(70, 70)
    await vi.waitFor(() => expect(refused).toEqual([expect.stringContaining('was changed meanwhile')]))
    await vi.waitFor(() => expect(document.objects.get(id)?.shape).toEqual(box(6, 6)))
    await document.settled()
    expect(document.objects.has(later)).toBe(true)
    expect(stored().objects.map((o) => o.id)).toEqual([id, later])
    expect(disk.fails).toBeNull()
  })

  test('of two images asked for, the later one stays; an undo on another image leaves this one alone', async () => {
    const { document, store, image, put } = await setup()
    put(1, 1)
    const second = imageRecord(store.nextId(), 'second.png')
    store.addImage(second)
    const other: ImageState = { ...second, objects: 0, checkedAreas: 0, predictions: [] }
    await Promise.all([document.load(other), document.load(image), document.load(other)])
    expect(document.image?.id).toBe(other.id)
    expect(document.objects.size).toBe(0)
    const undone = await document.undo()
    expect(undone?.label).toBe('Add box')
    expect(document.objects.size).toBe(0)
    await document.load(image)
    expect(document.objects.size).toBe(0)
  })

  test('a large image arrives block by block, while the person goes on working', async () => {
    const { store, image, car, document, stored } = await setup()
    const first = store.nextId(1050)
    const many = Array.from({ length: 1050 }, (_, i) => {
      const shape = box(i % 40, Math.floor(i / 40))
      return { id: first + i, image: image.id, class: car.id, shape, origin: 'import' as const }
    })
    store.applyEdit({ label: 'Import', changes: many.map(added) })
    const told: number[] = []
    document.listen((change) => {
      if (change.kind === 'reset') told.push(document.objects.size)
      else told.push(change.kind === 'changes' ? change.changes.length : change.block.count)
    })
    const loading = document.load(image)
    await new Promise<void>((resolve) => document.listen(() => resolve()))
    expect(told).toEqual([100])
    expect(document.objects.size + document.arriving).toBe(1050)
    // Made of rows that are not here yet, as an undo would.
    const [moved, gone] = [many[900]!, many[1000]!]
    const away = { ...moved, shape: box(3000, 2000) }
    document.apply({
      label: 'Both',
      changes: [
        { table: 'objects', before: moved, after: away },
        { table: 'objects', before: gone, after: null },
      ],
    })
    await loading
    await document.settled()
    expect(document.arriving).toBe(0)
    expect([...document.objects.values()].sort((a, b) => a.id - b.id)).toEqual(stored().objects)
    expect(document.objects.get(moved.id)).toEqual(away)
    expect(document.search({ x: 3001, y: 2001, w: 1, h: 1 })).toEqual([moved.id])
    expect(document.search({ x: 0, y: 0, w: 4000, h: 2250 })).toHaveLength(1049)
    expect(document.classCounts.get(car.id)).toBe(1049)
    expect(told.filter((rows) => rows > 0).length).toBeGreaterThan(10)
  })

  test('an edit of 6,000 rows goes in parts, is one step, and undo brings all of it back', async () => {
    const { store, image, car, document, stored } = await setup()
    const many = Array.from({ length: 6000 }, () => {
      return {
        id: document.newId(),
        image: image.id,
        class: car.id,
        shape: box(1, 1),
        origin: 'human' as const,
      }
    })
    document.apply({ label: 'Paste', changes: many.map(added) })
    await document.settled()
    expect(stored().objects).toEqual(many)
    document.apply(remove([...document.objects.values()], []))
    await document.settled()
    expect(stored().objects).toEqual([])
    await document.undo()
    expect([...document.objects.values()]).toEqual(many)
    await document.undo()
    expect(document.objects.size).toBe(0)
    expect(store.canUndo()).toBeNull()
  })
})
