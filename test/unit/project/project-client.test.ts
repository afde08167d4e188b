import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/base/errors'
import { Random } from '../../../src/base/random'
import type { ObjectRecord } from '../../../src/records/records'
import { type CallContext, type JobRunner, RemoteRunner } from '../../../src/base/wire'
import { packObjects } from '../../../src/records/packedObjects'
import { Sqlite } from '../../../src/project/database/sqlite.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import type { StoreJobs } from '../../../src/project/store/storeJobs.node'
import { added, box, compileChild, imageRecord, scratch } from '../shared/project.fixture'

const at = scratch()
let script = ''
beforeAll(async () => {
  script = await compileChild('project-store.child.ts', at('store.mjs'))
})

/** The store in a process that starts when it is needed and again after it died, as the app has it. */
class StoreProcess implements JobRunner<StoreJobs> {
  child: ChildProcess | undefined
  private runner: RemoteRunner<StoreJobs> | undefined

  constructor(private readonly wrap: readonly string[] = []) {}

  run: JobRunner<StoreJobs>['run'] = (name, input, context) => this.start().run(name, input, context)

  private start(): RemoteRunner<StoreJobs> {
    if (this.runner) return this.runner
    const [command = '', ...args] = [...this.wrap, process.execPath, script]
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    const runner = new RemoteRunner<StoreJobs>({
      send: (message) => child.connected && child.send(message as object),
      onMessage: (listener) => child.on('message', listener),
    })
    child.once('exit', () => {
      this.runner = undefined
      runner.fail(new AppError('worker-died', 'The store process ended unexpectedly.'))
    })
    this.child = child
    this.runner = runner
    return runner
  }
}

const running: StoreProcess[] = []
afterEach(() => {
  for (const each of running.splice(0)) each.child?.kill('SIGKILL')
})

async function project(name: string, wrap: readonly string[] = []) {
  const process = new StoreProcess(wrap)
  running.push(process)
  const store = await StoreClient.create(process, at(name), [{ name: 'car', color: '#e69f00' }])
  const image = imageRecord(await store.nextId())
  await store.addImage(image)
  const [car] = await store.classes()
  const object = async (x: number): Promise<ObjectRecord> => {
    const id = await store.nextId()
    return { id, image: image.id, class: car?.id ?? 0, shape: box(x, 0), origin: 'human' }
  }
  const add = async (x: number) => {
    const made = await object(x)
    await store.applyEdit({ label: 'Add box', changes: [added(made)] })
    return made
  }
  const there = async () => (await store.load(image.id)).objects
  return { process, store, image, object, add, there }
}

const context = (signal: AbortSignal, progress: CallContext['progress'] = () => {}): CallContext => {
  return { signal, progress, warn: () => {} }
}

describe('the store’s process', () => {
  it('is killed 20 times in the middle of edits: each is done once, ids are never given twice', async () => {
    const { process, store, add, there } = await project('killed.windhover')
    const random = new Random(11)
    const made: ObjectRecord[] = []
    for (let kill = 0; kill < 20; kill++) {
      const edits = Array.from({ length: 5 }, (_, i) => add(kill * 5 + i))
      await new Promise((resolve) => setTimeout(resolve, random.below(12)))
      process.child?.kill('SIGKILL')
      made.push(...(await Promise.all(edits)))
    }
    expect(new Set(made.map(({ id }) => id)).size).toBe(100)
    expect(await there()).toEqual([...made].sort((a, b) => a.id - b.id))
    await store.close()
    expect(existsSync(join(store.paths.folder, 'project.lock'))).toBe(false)
  }, 300_000)

  it('keeps the project locked while it is dead', async () => {
    const { process, store, add, there } = await project('held.windhover')
    const first = await add(1)
    const ended = new Promise((resolve) => process.child?.once('exit', resolve))
    process.child?.kill('SIGKILL')
    await ended
    await expect(ProjectStore.open(store.paths.folder)).rejects.toMatchObject({ code: 'project-locked' })
    expect(await there()).toEqual([first])
    expect((await store.undo())?.label).toBe('Add box')
    await store.close()
  })

  it('imports many as one step, tells how far it is, and a cancelled import leaves nothing', async () => {
    const { store, image, object, there } = await project('bulk.windhover')
    const one = await object(0)
    const packed = packObjects(
      image.id,
      Array.from({ length: 50_000 }, (_, i) => ({ ...one, shape: box(i, 1) })),
    )
    const cancelled = new AbortController()
    const began = store.applyBulk(
      { label: 'No', changes: [] },
      [packed],
      context(cancelled.signal, () => cancelled.abort()),
    )
    await expect(began).rejects.toMatchObject({ code: 'cancelled' })
    expect([await there(), (await store.history()).canUndo]).toEqual([[], null])

    const seen: number[] = []
    const quiet = context(new AbortController().signal, ({ done, total }) => seen.push(done / total))
    await store.applyBulk({ label: 'Import', changes: [] }, [packed], quiet)
    expect(seen.at(-1)).toBe(1)
    expect(seen.length).toBeGreaterThan(2)
    const all = await there()
    expect(all.map(({ shape }) => shape)).toEqual(Array.from({ length: 50_000 }, (_, i) => box(i, 1)))
    expect(await store.undo(quiet)).toEqual({ label: 'Import', changes: [], reload: [image.id] })
    expect(await there()).toEqual([])
    await store.redo(quiet)
    expect(await there()).toEqual(all)

    await store.undo(quiet)
    const drawn = await object(7)
    await store.applyEdit({ label: 'Add box', changes: [added(drawn)] })
    expect(await store.redo(quiet)).toBeNull()
    // What can no longer be redone leaves the file while nobody asks for anything.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    await store.close()
    const db = new Sqlite(store.paths.database)
    expect(db.number('SELECT count(*) FROM objects_log')).toBe(1)
    db.close()
  })
})

describe.runIf(process.platform === 'linux')('a disk that fails', () => {
  it('is full: the edit is refused in one sentence, and taken when there is room again', async () => {
    const limited = ['bash', '-c', `trap '' XFSZ; ulimit -S -f 400; exec "$@"`, 'limited']
    const { process, store, add, there } = await project('full.windhover', limited)
    const made: ObjectRecord[] = []
    const fill = async () => {
      for (;;) made.push(await add(made.length))
    }
    await expect(fill()).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/project\.db could not be written/) as string,
    })
    await expect(add(-1)).rejects.toMatchObject({ code: 'disk-full' })
    expect(await there()).toEqual(made)
    execFileSync('prlimit', ['--pid', String(process.child?.pid), '--fsize=unlimited'])
    const more = await add(made.length)
    expect(await there()).toEqual([...made, more])
    await store.close()
  })

  it('is pulled out and put back: what was confirmed is there, and what comes then is saved', async () => {
    const { store, add, there } = await project('gone.windhover')
    const { folder } = store.paths
    const first = await add(1)
    renameSync(folder, `${folder}.away`)
    for (let i = 0; i < 3; i++) {
      await expect(add(2)).rejects.toMatchObject({
        code: 'project-gone',
        message: expect.stringMatching(/gone\.windhover.*is no longer there; connect its disk/) as string,
      })
    }
    expect(existsSync(folder)).toBe(false)
    renameSync(`${folder}.away`, folder)
    const second = await add(3)
    expect(second.id).toBeGreaterThan(first.id)
    expect(await there()).toEqual([first, second])
    await store.close()
    const again = await ProjectStore.open(folder)
    expect(again.load(first.image).objects).toEqual([first, second])
    again.close()
  })
})

it('a second process is told who has the project, and since when', async () => {
  const { store } = await project('two.windhover')
  const lock = JSON.parse(readFileSync(join(store.paths.folder, 'project.lock'), 'utf8')) as { since: string }
  expect(Date.now() - Date.parse(lock.since)).toBeLessThan(60_000)
  const second = StoreClient.open(new StoreProcess(), store.paths.folder)
  await expect(second).rejects.toThrow(/already open in another window \(process \d+, since \d\d:\d\d\)/)
  await store.close()
})
