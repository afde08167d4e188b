import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ProjectStore } from '../../../src/project/store/store.node'
import { added, box, projectWithImage, scratch } from '../shared/project.fixture'

const at = scratch()
const edits = 40
/** As a process that was killed leaves it: 20 edits are in the file, 20 more in its log; and before any was in the file. */
const [killed, young] = [at('killed.windhover'), at('young.windhover')]
let image = 0

beforeAll(async () => {
  const folder = at('source.windhover')
  const { store, image: record, object } = await projectWithImage(folder)
  image = record.id
  const draw = (n: number) => store.applyEdit({ label: 'Draw', changes: [added(object(box(n, 0)))] })
  const copy = (to: string) => {
    cpSync(folder, to, { recursive: true })
    rmSync(join(to, 'project.lock'), { force: true })
  }
  for (let n = 0; n < edits / 2; n++) draw(n)
  copy(young)
  store.tidy()
  for (let n = edits / 2; n < edits; n++) draw(n)
  copy(killed)
  store.close()
}, 60_000)

let copies = 0
function damaged(how: (log: Buffer) => Buffer | undefined, source = killed): string {
  const folder = at(`${++copies}.windhover`)
  cpSync(source, folder, { recursive: true })
  const log = join(folder, 'project.db-wal')
  const bytes = how(readFileSync(log))
  if (bytes) writeFileSync(log, bytes)
  else rmSync(log)
  return folder
}

/** Where what SQLite would read ends: behind it lie pages of before, with other salts. */
function endOf(log: Buffer): number {
  let end = head
  while (end < log.length && log.subarray(end + 8, end + 16).equals(log.subarray(16, 24))) end += frame
  return end
}

const flipped = (place: (end: number) => number) => (log: Buffer) => {
  const offset = Math.floor(place(endOf(log)))
  log[offset] = (log[offset] as number) ^ 0xff
  return log
}
/** Bytes of the log's own head, and of a page with its head. SQLite writes the last page of a change more than once. */
const [head, frame] = [32, 24 + 4096]

async function opened(folder: string) {
  const store = await ProjectStore.open(folder)
  const found = store.load(image).objects.length
  const { lost } = store
  const undone = store.undo()?.label
  store.close()
  return { found, lost, undone }
}

describe('a damaged log', () => {
  it('says nothing where nothing is damaged', async () => {
    expect(await opened(damaged((log) => log))).toMatchObject({ found: edits, lost: undefined })
  })

  it.each([
    ['its first byte', () => 0],
    ['the salts in its head', () => 18],
    ['the head of its first page', () => head + 9],
    ['its first page', () => head + 500],
    ['a third', (end: number) => end / 3],
    ['the middle', (end: number) => end / 2],
    ['its last change', (end: number) => end - 3.5 * frame],
    ['the head of a page of its last change', (end: number) => end - 4 * frame + 9],
  ])('is told, with how many changes are missing, where %s is damaged', async (_, place) => {
    const folder = damaged(flipped(place))
    const broken = readFileSync(join(folder, 'project.db-wal'))
    const { found, lost } = await opened(folder)
    expect(lost).toContain(`the last ${edits - found} saved changes are missing`)
    expect(found).toBeGreaterThanOrEqual(edits / 2)
    expect(found).toBeLessThan(edits)
    expect(readFileSync(join(folder, 'project.db.damaged-log')).equals(broken)).toBe(true)
    // Told once; what was there then is whole, and goes on.
    expect(await opened(folder)).toEqual({ found: found - 1, lost: undefined, undone: 'Draw' })
  })

  it('is told where it was cut, or is gone', async () => {
    const cut = await opened(damaged((log) => log.subarray(0, endOf(log) - 3 * frame)))
    expect(cut.lost).toMatch(/the last 1 saved changes are missing/)
    const gone = damaged(() => undefined)
    expect(await opened(gone)).toMatchObject({
      found: edits / 2,
      lost: expect.stringMatching(/last 20 saved changes/),
    })
    expect(readdirSync(gone).filter((name) => name.includes('damaged'))).toEqual([])
  })

  it('that held all of a project is refused, and left as it is', async () => {
    const folder = damaged(
      flipped(() => 0),
      young,
    )
    truncateSync(join(folder, 'project.db'), 4096)
    const before = readFileSync(join(folder, 'project.db-wal'))
    await expect(opened(folder)).rejects.toThrow(/holds nothing without its log/)
    expect(readFileSync(join(folder, 'project.db-wal')).equals(before)).toBe(true)
    expect(existsSync(join(folder, 'project.db.lock'))).toBe(false)
    copyFileSync(join(young, 'project.db-wal'), join(folder, 'project.db-wal'))
    expect(await opened(folder)).toMatchObject({ found: edits / 2, lost: undefined })
  })
})

it('counts what changed since a dataset was built, over undo, new edits and a restart', async () => {
  const folder = at('since.windhover')
  const { store, object } = await projectWithImage(folder)
  const objects = [object(box(0, 0)), object(box(20, 0)), object(box(40, 0))] as const
  for (const each of objects) store.applyEdit({ label: 'Add box', changes: [added(each)] })
  const changes = () => store.summary().changes
  expect(changes()).toBe(3)
  store.setSetting('datasetEdit', String(store.newestEdit()))
  expect(changes()).toBe(0)
  store.undo()
  expect(changes()).toBe(1)
  store.redo()
  expect(changes()).toBe(0)
  store.undo()
  store.undo()
  const [, second] = objects
  store.applyEdit({ label: 'Add box', changes: [added({ ...second, shape: box(99, 0) })] })
  expect(changes()).toBe(1)
  store.close()
  const again = await ProjectStore.open(folder)
  expect(again.summary().changes).toBe(1)
  again.close()
})
