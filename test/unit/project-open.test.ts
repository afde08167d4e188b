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
import { migrate } from '../../src/project/schema.node'
import { Sqlite } from '../../src/project/sqlite.node'
import { ProjectStore } from '../../src/project/store.node'
import { added, box, projectWithImage, scratch } from './projectFixture'

const at = scratch()

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
  const closedProject = async (name: string) => {
    const { store, object } = await projectWithImage(at(name))
    for (let i = 0; i < 200; i++) store.applyEdit({ label: 'Add', changes: [added(object(box(i, i)))] })
    store.close()
    return at(name)
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

  it('one of a newer version, or another program’s database', async () => {
    const newer = await closedProject('newer.windhover')
    const db = new Sqlite(join(newer, 'project.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    const error = await refusal(newer)
    expect(error.code).toBe('project-newer')
    expect(error.message).toContain('99')
    mkdirSync(at('foreign'))
    const foreign = new Sqlite(at('foreign/project.db'))
    foreign.exec('CREATE TABLE t (a)')
    foreign.close()
    expect((await refusal(at('foreign'))).code).toBe('not-a-project')
  })

  it('a folder that is read-only', async () => {
    const folder = await closedProject('readonly.windhover')
    chmodSync(folder, 0o555)
    const root = process.getuid?.() === 0
    chmodSync(at('.'), 0o755)
    if (root) process.seteuid?.(65534)
    try {
      expect((await refusal(folder)).code).toBe('project-read-only')
      const inside = join(folder, 'new.windhover')
      await expect(ProjectStore.create(inside, { classes: [] })).rejects.toMatchObject({
        code: 'project-read-only',
      })
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(folder, 0o755)
    }
  })

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
})
