import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packObjects } from '../../../src/records/packedObjects'
import { migrate, migrations } from '../../../src/project/database/schema.node'
import { encodeShape } from '../../../src/records/shapeBlob'
import { Sqlite } from '../../../src/project/database/sqlite.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { added, box, noPause, projectWithImage, scratch } from '../shared/project.fixture'

const at = scratch()

const closedProject = async (name: string) => {
  const { store, object } = await projectWithImage(at(name))
  for (let i = 0; i < 200; i++) store.applyEdit({ label: 'Add', changes: [added(object(box(i, i)))] })
  store.close()
  return at(name)
}

describe('a project that cannot be opened says why', () => {
  const refusal = async (folder: string): Promise<{ code: string; message: string }> => {
    const error = await ProjectStore.open(folder).then(
      (store) => store.close(),
      (e: Error & { code: string }) => ({ code: e.code, message: e.message }),
    )
    expect(error).toBeDefined()
    expect((error as { message: string }).message).toContain(folder)
    expect(existsSync(join(folder, 'project.lock')), 'the lock is given back').toBe(false)
    return error as { code: string; message: string }
  }

  it('no folder, another folder', async () => {
    expect((await refusal(at('nowhere'))).code).toBe('not-a-project')
    mkdirSync(at('other'))
    writeFileSync(at('other/readme.txt'), 'hello')
    expect((await refusal(at('other'))).code).toBe('not-a-project')
    await expect(ProjectStore.create(at('other'), { classes: [] })).rejects.toMatchObject({
      code: 'folder-in-use',
    })
    expect(readdirSync(at('other'))).toEqual(['readme.txt'])
  })

  it('a database that is cut off, overwritten or something else', async () => {
    const cut = await closedProject('cut.windhover')
    truncateSync(join(cut, 'project.db'), 20_000)
    expect((await refusal(cut)).code).toBe('project-damaged')
    const text = await closedProject('text.windhover')
    writeFileSync(join(text, 'project.db'), 'This is no database at all. '.repeat(100))
    expect((await refusal(text)).code).toBe('project-damaged')
    writeFileSync(join(text, 'project.db'), '')
    expect((await refusal(text)).code).toBe('project-damaged')
    const scratched = await closedProject('scratched.windhover')
    const bytes = readFileSync(join(scratched, 'project.db'))
    bytes.fill(0x5a, 8192, 16_384)
    writeFileSync(join(scratched, 'project.db'), bytes)
    expect((await refusal(scratched)).code).toBe('project-damaged')
  })

  it('a large one: at once where it is cut off, else when what is damaged is read', async () => {
    const { store, image, car } = await projectWithImage(at('large.windhover'))
    const objects = Array.from({ length: 350_000 }, (_, i) => {
      return { id: 0, class: car.id, shape: box(i % 3900, i / 160), origin: 'import' as const }
    })
    await store.applyBulk({ label: 'Import', changes: [] }, [packObjects(image.id, objects)], noPause)
    store.close()
    const file = at('large.windhover/project.db')
    const bytes = readFileSync(file)
    expect(bytes.length).toBeGreaterThan(17_000_000)
    truncateSync(file, bytes.length - 8192)
    expect((await refusal(at('large.windhover'))).code).toBe('project-damaged')
    writeFileSync(file, bytes.fill(0x5a, 6_000_000, 9_000_000))
    const opened = await ProjectStore.open(at('large.windhover'))
    expect(() => opened.load(image.id)).toThrow(/is damaged/)
    opened.close()
  })

  it('another program’s database', async () => {
    mkdirSync(at('foreign'))
    const foreign = new Sqlite(at('foreign/project.db'))
    foreign.exec('CREATE TABLE t (a)')
    foreign.close()
    expect((await refusal(at('foreign'))).code).toBe('not-a-project')
  })

  it('a newer version’s that stores things in another way', async () => {
    const strange = await closedProject('strange.windhover')
    const db = new Sqlite(join(strange, 'project.db'))
    db.exec('PRAGMA user_version = 99; ALTER TABLE objects RENAME TO things')
    db.close()
    expect((await refusal(strange)).code).toBe('project-newer')
  })
})

describe('a project that may not be written opens read-only', () => {
  const looksOnly = async (folder: string, why: RegExp) => {
    const bytes = readFileSync(join(folder, 'project.db'))
    const store = await ProjectStore.open(folder)
    expect(store.readOnly).toMatch(why)
    const [image] = store.images()
    expect(store.load(image?.id ?? 0).objects).toHaveLength(200)
    expect(store.canUndo()).toBe('Add')
    const refused = { code: 'project-read-only', message: store.readOnly }
    const refuses = (work: () => unknown) => expect(work).toThrow(expect.objectContaining(refused))
    refuses(() => store.applyEdit({ label: 'No', changes: [] }))
    refuses(() => store.undo())
    refuses(() => store.setSetting('a', 'b'))
    await expect(store.removeImage(image?.id ?? 0, noPause)).rejects.toMatchObject(refused)
    store.close()
    expect(readFileSync(join(folder, 'project.db')).equals(bytes)).toBe(true)
    expect(existsSync(join(folder, 'project.lock'))).toBe(false)
  }

  it('one of a newer version', async () => {
    const newer = await closedProject('newer.windhover')
    const db = new Sqlite(join(newer, 'project.db'))
    db.exec('PRAGMA user_version = 99; ALTER TABLE objects ADD COLUMN smell TEXT')
    db.close()
    await looksOnly(newer, /newer Windhover \(version 99/)
  })

  it('one in a folder that is read-only; none can be made there', async () => {
    const folder = await closedProject('readonly.windhover')
    chmodSync(folder, 0o555)
    chmodSync(join(folder, 'project.db'), 0o444)
    const root = process.getuid?.() === 0
    chmodSync(at('.'), 0o755)
    if (root) process.seteuid?.(65534)
    try {
      await looksOnly(folder, /readonly\.windhover can only be looked at: .* cannot be written/)
      const inside = join(folder, 'new.windhover')
      await expect(ProjectStore.create(inside, { classes: [] })).rejects.toMatchObject({
        code: 'project-read-only',
      })
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(folder, 0o755)
    }
  })
})

describe('an older project', () => {
  it('an older version is brought up to date, and a copy of it stays', async () => {
    const path = at('old.db')
    const db = new Sqlite(path)
    const steps = [
      'CREATE TABLE a (x)',
      'CREATE TABLE b (y)',
      'INSERT INTO b SELECT x * 2 FROM a; DROP TABLE a',
    ]
    migrate(db, steps.slice(0, 2))
    db.exec('INSERT INTO a VALUES (21)')
    migrate(db, steps)
    expect(db.all('SELECT y FROM b')).toEqual([{ y: 42 }])
    migrate(db, steps)
    expect(() => migrate(db, [...steps, 'CREATE TABLE b (z)'])).toThrow()
    expect(db.number('PRAGMA user_version')).toBe(3)
    db.close()
    const copy = new Sqlite(at('old.v2.db'))
    expect(copy.all('SELECT x FROM a')).toEqual([{ x: 21 }])
    copy.close()
  })

  it('of version 1 keeps its rows and its undo', async () => {
    const folder = at('v1.windhover')
    mkdirSync(folder)
    const old = new Sqlite(join(folder, 'project.db'))
    migrate(old, migrations.slice(0, 1))
    const shape = encodeShape(box(1, 2, 3, 4))
    old.run("INSERT INTO images VALUES (1, 'a.png', '/a.png', 'ab', 10, 20, 1, 256)")
    old.run("INSERT INTO classes VALUES (2, 'car', '#112233')")
    old.run('INSERT INTO objects VALUES (3, 1, 2, ?, 0, NULL)', [shape])
    old.run("INSERT INTO edits VALUES (1, 'Move box', 0)")
    old.run('INSERT INTO objects_log VALUES (1, 3, 1, 1, 2, ?, 0, NULL)', [encodeShape(box(0, 0))])
    old.run("INSERT INTO meta VALUES ('nextId', 4)")
    old.close()
    const store = await ProjectStore.open(folder)
    expect(store.images()[0]).toMatchObject({ name: 'a.png', width: 10 })
    expect(store.load(1).objects.map((object) => object.shape)).toEqual([box(1, 2, 3, 4)])
    store.undo()
    expect(store.load(1).objects.map((object) => object.shape)).toEqual([box(0, 0)])
    store.close()
    expect(existsSync(join(folder, 'project.v1.db'))).toBe(true)
  })
})
