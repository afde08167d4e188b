import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../src/base/errors'
import type { Edit } from '../../../src/document/edit'
import { readKept, writeKept } from '../../../src/project/store/keptEdits.node'
import { PendingEdits } from '../../../src/project/store/pendingEdits.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { added, box, projectWithImage, removed, scratch } from '../shared/project.fixture'

const at = scratch()
let folders = 0

/** A project, what waits to be stored in it, and a disk that can fail. */
async function setup() {
  const folder = at(`pending-${++folders}.windhover`)
  const { store, image, object } = await projectWithImage(folder)
  const disk = { before: null as Error | null, after: null as Error | null, kept: null as Error | null }
  const file = at(`unsaved-${folders}/edits.json`)
  /** How many edits came together. */
  const syncs: number[] = []
  const over = (project: ProjectStore) =>
    new PendingEdits(
      {
        stage: async (token, from, changes) => project.stage(token, from, changes),
        applyEdit: async (edit, token, staged) => {
          if (disk.before) throw disk.before
          const history = project.applyEdit(edit, token, staged)
          if (disk.after) throw disk.after
          return history
        },
        applyEdits: async (edits) => {
          if (disk.before) throw disk.before
          syncs.push(edits.length)
          const history = project.applyEdits(edits)
          if (disk.after) throw disk.after
          return history
        },
        hasEdit: async (token) => project.hasEdit(token),
      },
      async (edits) => {
        if (disk.kept) throw disk.kept
        await writeKept(file, folder, edits)
      },
    )
  const pending = over(store)
  let tokens = 0
  /** Tells of an edit, in parts of so many changes; the last `short` of them do not come. */
  const tell = (edit: Edit, size = 2000, short = 0) => {
    const token = `token ${++tokens}`
    const total = edit.changes.length
    for (let from = 0; from < total - short; from += size)
      pending.hold({
        token,
        label: edit.label,
        total,
        at: from,
        changes: edit.changes.slice(from, from + size),
      })
    return token
  }
  const draw = (x: number): Edit => ({ label: 'Add box', changes: [added(object(box(x, 0)))] })
  const many = (count: number): Edit => {
    return { label: 'Paste', changes: Array.from({ length: count }, (_, i) => added(object(box(i, 1)))) }
  }
  const stored = () => store.load(image.id).objects.map(({ shape }) => (shape.kind === 'box' ? shape.x : -1))
  return { folder, store, image, disk, file, over, pending, tell, draw, many, stored, syncs }
}

const full = new AppError('disk-full', 'project.db could not be written; check that the disk has room.')

describe('what waits to be stored', () => {
  it('is stored in its order without the window, and the window hears of it when it asks', async () => {
    const { pending, tell, draw, stored, syncs } = await setup()
    const tokens = [1, 2, 3].map((x) => tell(draw(x)))
    const first = pending.save(tokens[0] as string)
    await pending.saveAll()
    expect([stored(), pending.count]).toEqual([[1, 2, 3], 0])
    // Those that nobody had begun with went together.
    expect(syncs).toEqual([2])
    expect((await first).canUndo).toBe('Add box')
    for (const token of tokens.slice(1)) expect(await pending.save(token)).toMatchObject({ canRedo: null })
    expect(stored()).toEqual([1, 2, 3])
  })

  it('is stored in one go where it is small, each an undo step; one that is refused does not take the others with it', async () => {
    const { pending, tell, draw, many, stored, syncs, store } = await setup()
    const lost: Edit = { label: 'Move', changes: [{ ...removed(draw(9).changes[0]!.after as never) }] }
    for (const edit of [draw(1), draw(2), many(3000), draw(3), draw(4)]) tell(edit)
    await pending.saveAll()
    expect(syncs).toEqual([2, 2])
    expect(stored()).toHaveLength(3004)
    store.undo()
    expect(stored().at(-1)).toBe(3)

    for (const edit of [draw(5), lost, draw(6)]) tell(edit)
    await pending.saveAll()
    expect([stored().slice(-2), pending.count]).toEqual([[5, 6], 0])
    expect(pending.refusals).toHaveLength(1)
  })

  it('waits for the parts of a large edit that are still to come, and for an undo that was asked for', async () => {
    const { pending, tell, many, stored, store } = await setup()
    const edit = many(5000)
    const token = tell(edit, 2000, 3000)
    expect([pending.count, pending.left]).toEqual([1, 8000])
    let saved = false
    const saving = pending.saveAll().then(() => (saved = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(saved).toBe(false)
    for (const from of [2000, 4000]) {
      const changes = edit.changes.slice(from, from + 2000)
      pending.hold({ token, label: edit.label, total: 5000, at: from, changes })
    }
    await saving
    expect(stored()).toHaveLength(5000)
    let undone = () => {}
    void pending.track(new Promise<void>((resolve) => (undone = resolve)).then(() => store.undo()))
    const waiting = pending.saveAll()
    expect(pending.count).toBe(1)
    undone()
    await waiting
    expect(stored()).toEqual([])
  })

  it('is lost with the window only where not all of it had come, and that is counted', async () => {
    const { pending, tell, draw, many, stored } = await setup()
    tell(draw(7))
    tell(many(5000), 2000, 3000)
    expect(pending.orphan()).toBe(1)
    await pending.saveAll()
    expect([stored(), pending.count]).toEqual([[7], 0])
  })

  it('is kept with its token: what was stored although an error came back is not there twice, nor refused', async () => {
    const { folder, store, disk, file, over, pending, tell, draw, many } = await setup()
    disk.after = full
    const half = tell(draw(1))
    await expect(pending.save(half)).rejects.toBe(full)
    disk.before = full
    tell(draw(2))
    tell(many(3000))
    expect(await pending.keep()).toBe(true)
    expect(pending.storedNowhere).toBe(0)
    store.close()

    disk.before = disk.after = null
    const again = await ProjectStore.open(folder)
    const next = over(again)
    next.adopt(await readKept(file))
    expect(next.count).toBe(3)
    await next.saveAll()
    expect([next.refusals, next.count]).toEqual([[], 0])
    expect(again.load(again.images()[0]?.id ?? 0).objects).toHaveLength(3002)
    await vi.waitFor(() => expect(existsSync(file)).toBe(false))
    again.close()
  })

  it('says how many can be kept nowhere, and takes them when there is room', async () => {
    const { pending, disk, tell, draw, stored } = await setup()
    disk.before = full
    disk.kept = full
    const token = tell(draw(1))
    tell(draw(2))
    await expect(pending.save(token)).rejects.toBe(full)
    expect(await pending.keep()).toBe(false)
    expect([pending.storedNowhere, pending.failure]).toEqual([2, full.message])
    disk.before = disk.kept = null
    await pending.saveAll()
    expect(stored()).toEqual([1, 2])
    await vi.waitFor(() => expect([pending.storedNowhere, pending.failure]).toEqual([0, null]))
  })

  it('of other work nothing can be kept: who leaves is not told that it was', async () => {
    const { pending, tell, draw, disk } = await setup()
    disk.before = full
    await expect(pending.save(tell(draw(1)))).rejects.toBe(full)
    let end = () => {}
    const work = pending.track(new Promise<void>((resolve) => (end = resolve)))
    expect(await pending.keep()).toBe(false)
    expect([pending.count, pending.storedNowhere]).toEqual([2, 1])
    end()
    await work
    expect(await pending.keep()).toBe(true)
  })

  it('is taken back before it is stored, and not after', async () => {
    const { pending, tell, draw, stored } = await setup()
    const [first, second] = [tell(draw(1)), tell(draw(2))]
    await pending.save(first)
    expect([await pending.withdraw(second), pending.count]).toEqual([true, 0])
    const third = tell(draw(3))
    const saving = pending.save(third)
    expect(await pending.withdraw(third)).toBe(false)
    await saving
    expect(stored()).toEqual([1, 3])
  })

  it('is not taken back unseen where it was stored although an error came back', async () => {
    const { pending, tell, draw, disk, stored } = await setup()
    disk.after = full
    const [first, second] = [tell(draw(1)), tell(draw(2))]
    await expect(pending.save(first)).rejects.toBe(full)
    expect(await pending.withdraw(second)).toBe(true)
    // Whoever asked then undoes what is in the project.
    expect([await pending.withdraw(first), pending.count]).toEqual([false, 0])
    expect(stored()).toEqual([1])
  })

  it('of many parts is there once, also where the process died after it had stored them', async () => {
    const { pending, store, tell, many, stored } = await setup()
    const edit = many(3000)
    const token = tell(edit)
    await pending.save(token)
    // The process that is asked again knows nothing of the parts.
    expect(
      store.applyEdit({ label: edit.label, changes: edit.changes.slice(2000) }, token, 2000),
    ).toBeTruthy()
    expect(stored()).toHaveLength(3000)
  })

  it('of an earlier version is read without tokens; a file that cannot be read is set aside and named', async () => {
    const { file, folder, pending, disk, tell, draw } = await setup()
    disk.before = full
    tell(draw(1))
    await pending.keep()
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { edits: object[] }
    const old = stored.edits.map((edit) => ({ ...edit, token: undefined }))
    writeFileSync(file, JSON.stringify({ folder, edits: old }))
    expect(await readKept(file)).toMatchObject([{ label: 'Add box', token: expect.any(String) as string }])
    writeFileSync(file, '{"folder": "/f", "edits": [{"lab')
    await expect(readKept(file)).rejects.toMatchObject({
      code: 'kept-damaged',
      message: expect.stringContaining('edits.json.damaged holds changes') as string,
    })
    expect([existsSync(file), existsSync(`${file}.damaged`)]).toEqual([false, true])
    expect(await readKept(file)).toEqual([])
  })
})
