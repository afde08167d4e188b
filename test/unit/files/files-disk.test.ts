import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toWireError } from '../../../src/base/errors'
import { buildForeign } from '../../../src/dataset/foreign/buildForeign.node'
import { checkSpace } from '../../../src/files/space.node'
import { appendLine, claimPartial, replaceFile } from '../../../src/files/replaceFile.node'
import { bestRun, listRuns, newRunId, nextRunNumber } from '../../../src/project/folder/runs.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { storeJobs } from '../../../src/project/store/storeJobs.node'
import { removeImage } from '../../../src/services/importing.node'
import { LocalRunner } from '../../../src/services/localRunner'
import type { Project } from '../../../src/services/project.node'
import { removeRun, writeNote } from '../../../src/services/keptRuns.node'
import { trainRun } from '../../../src/services/training.node'
import { writeLabels } from '../../../src/services/writeLabels.node'
import { loadCheckpoint, saveCheckpoint } from '../../../src/training/checkpoint.node'
import { runInfo } from '../shared/hostile.fixture'
import { spec } from '../shared/foreign.fixture'
import { context, writePicture } from '../shared/image.fixture'
import { compileChild, projectWithImage, scratch } from '../shared/project.fixture'

// A disk that is full or takes nothing: one sentence, and nothing half written stays. A small file system of its own is
// mounted for it; where that is not allowed, these are left out.

const at = scratch()
const disk = at('disk')
mkdirSync(disk)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0
afterAll(() => void (mounted && spawnSync('umount', [disk])))

const fill = () => {
  try {
    for (let i = 0; ; i++) writeFileSync(join(disk, `fill-${i}`), new Uint8Array(4096))
  } catch {
    // Full.
  }
}
const empty = () => {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true })
}
const openFiles = (folder: string) =>
  readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${name}`, 'utf8')
      return path.startsWith(folder) ? [path] : []
    } catch {
      // That of this very reading.
      return []
    }
  })
const files = () => readdirSync(disk).filter((name) => !name.startsWith('fill-'))
const full = { code: 'disk-full', message: expect.stringMatching(/^[^\n]*room[^\n]*\.$/) as string }

const state = {
  ...{ model: 'heatmap', classNames: ['car'], tile: 64, mean: [1, 2, 3], std: [1, 1, 1] },
  ...{ spec: [{ name: 'w', shape: [4] }], adamSteps: 9, epoch: 3, position: 0, steps: 9, seconds: 1 },
  ...{
    tiles: 9,
    batch: 1,
    threshold: 0.4,
    rateFactor: 1,
    lossSum: 0,

    best: undefined,
    callbacks: {},
  },
}

describe.runIf(mounted)('a full disk', () => {
  beforeAll(empty)

  it('takes no new project, leaves nothing of it, and takes it when there is room', async () => {
    fill()
    const folder = join(disk, 'new.windhover')
    await expect(ProjectStore.create(folder, { classes: [] })).rejects.toMatchObject(full)
    expect(files().flatMap((name) => readdirSync(join(disk, name)))).toEqual([])
    empty()
    const store = await ProjectStore.create(folder, { classes: [] })
    store.close()
    fill()
    await expect(ProjectStore.open(folder)).rejects.toMatchObject({ code: 'disk-full' })
    expect(existsSync(join(folder, 'project.lock'))).toBe(false)
    empty()
  })

  it('keeps the checkpoint of before, and no part of the new one', () => {
    const folder = join(disk, 'run', 'checkpoints', 'last')
    saveCheckpoint(folder, state, { average: Float32Array.of(1, 2, 3, 4) })
    const before = readdirSync(folder)
    fill()
    expect(() =>
      saveCheckpoint(
        folder,
        { ...state, spec: [{ name: 'w', shape: [500_000] }] },
        {
          average: new Float32Array(500_000),
        },
      ),
    ).toThrow(expect.objectContaining(full))
    expect(readdirSync(folder)).toEqual(before)
    expect([...(loadCheckpoint(folder)?.arrays['average'] ?? [])]).toEqual([1, 2, 3, 4])
    empty()
  })

  it('takes no labels, and no part of them stays', async () => {
    fill()
    const images = [{ image: { name: 'a.png', width: 9, height: 9 }, content: { marked: [] } }]
    for (const format of ['coco', 'yolo'] as const) {
      const out = join(disk, 'labels')
      const job = { format, out, classes: [{ id: 1, name: 'a long name of a class '.repeat(2000) }], images }
      await expect(writeLabels(job, context())).rejects.toMatchObject(full)
      expect(files().filter((name) => /partial|new/.test(name))).toEqual([])
    }
    empty()
  })

  it('has room asked for before pictures are copied into a dataset, and no part of it stays', async () => {
    const pictures = at('pictures')
    for (const kind of ['cat', 'dog'])
      for (let i = 0; i < 3; i++) {
        mkdirSync(join(pictures, kind), { recursive: true })
        const pixels = new Uint8Array(16 * 16 * 3).fill(40 * i)
        await writePicture(join(pictures, kind, `${i}.png`), pixels, 16, 16)
      }
    const job = { out: join(disk, 'd.h5'), from: pictures, spec: spec({ tile: 512 }) }
    await expect(buildForeign(job, context())).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /^The dataset needs 5 MB and the disk of ".*d\.h5" has \d MB free/,
      ) as string,
    })
    expect(files()).toEqual([])
    await buildForeign({ ...job, spec: spec({ tile: 64 }) }, context())
    // A file that stays open keeps its room when another one takes its place.
    expect(openFiles(disk)).toEqual([])
    empty()
  })

  it('is asked for room before a long write, and says what is needed and what is there', async () => {
    await expect(checkSpace(join(disk, 'deep/d.h5'), 3e9, 'The dataset')).rejects.toThrow(
      /^The dataset needs 3\.0 GB and the disk of ".*d\.h5" has \d MB free/,
    )
    await checkSpace(join(disk, 'd.h5'), 1000, 'The dataset')
  })
})

describe.runIf(mounted)('a medium that takes nothing', () => {
  const medium = at('medium')
  const folder = join(medium, 'sent.windhover')
  const remount = (mode: 'ro' | 'rw') =>
    expect(spawnSync('mount', ['-o', `remount,${mode}`, medium]).status).toBe(0)
  beforeAll(async () => {
    mkdirSync(medium)
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', medium]).status).toBe(0)
    const { store } = await projectWithImage(folder)
    mkdirSync(store.paths.run('run-1'), { recursive: true })
    writeFileSync(join(store.paths.run('run-1'), 'run.json'), JSON.stringify(runInfo))
    saveCheckpoint(join(store.paths.run('run-1'), 'checkpoints', 'last'), state, {
      average: Float32Array.of(1, 2, 3, 4),
    })
    store.close()
    remount('ro')
  })
  afterAll(() => void spawnSync('umount', [medium]))

  it('lets a project be looked at; a note, a removal and a training are refused in one sentence', async () => {
    const store = await StoreClient.open(new LocalRunner(storeJobs()), folder)
    const project = { store, paths: store.paths } as unknown as Project
    const [image] = await store.images()
    const quiet = context()
    const asked = [
      () => writeNote(project, 'run-1', 'seen'),
      () => removeRun(project, 'run-1'),
      () => removeImage(project, image?.id ?? 0, quiet),
      () => trainRun(project, {}, quiet),
      () => store.applyEdit({ label: 'Add', changes: [] }),
    ]
    for (const ask of asked)
      await expect((async () => ask())()).rejects.toMatchObject({
        code: 'project-read-only',
        message: expect.stringMatching(/^sent\.windhover can only be looked at: [^\n]+\.$/) as string,
      })
    expect(listRuns(store.paths)).toHaveLength(1)
    await store.close()
  })

  it('is named with the file where it was no project that refused', () => {
    const file = join(folder, 'runs', 'run-1', 'note.txt')
    const sentence = /^"[^\n]*" cannot be written: allow writing in its folder, or choose another place\.$/
    expect(() => replaceFile(file, 'x')).toThrow(sentence)
    expect(() => appendLine(join(folder, 'runs', 'run-1', 'metrics.jsonl'), 'x')).toThrow(sentence)
    const last = join(folder, 'runs', 'run-1', 'checkpoints', 'last')
    expect(() => saveCheckpoint(last, state, { average: Float32Array.of(9) })).toThrow(sentence)
    expect([...(loadCheckpoint(last)?.arrays['average'] ?? [])]).toEqual([1, 2, 3, 4])
  })
})

describe.runIf(process.platform !== 'win32')('what takes the place of a file', () => {
  it('is not written through: a link stays what it is, a folder is named', () => {
    writeFileSync(at('precious'), 'mine')
    symlinkSync(at('precious'), at('link'))
    replaceFile(at('link'), 'new')
    expect(readFileSync(at('precious'), 'utf8')).toBe('mine')
    mkdirSync(at('folder/inside'), { recursive: true })
    expect(() => replaceFile(at('folder'), 'x')).toThrow(/folder" is a folder/)
    expect(readdirSync(at('.')).filter((name) => name.endsWith('.partial'))).toEqual([])
  })
})

it('what another computer writes into a shared folder stays until nobody can be writing it', async () => {
  mkdirSync(at('shared'))
  const mine = await claimPartial(at('shared/a.h5'))
  const [, here = ''] = /\.(h[0-9a-f]{7})\.\d+\.\d+\.partial$/.exec(mine) ?? []
  // Processes of this number never lived here.
  const names = ['fresh', 'old'].map((name) => `.${name}.h0000000.4194399.1.partial`)
  const dead = `.dead.${here}.4194399.1.partial`
  for (const name of [...names, dead]) writeFileSync(at(join('shared', name)), 'half')
  const before = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
  utimesSync(at(join('shared', names[1] as string)), before, before)
  await claimPartial(at('shared/b.h5'))
  const left = readdirSync(at('shared'))
  expect(left).toContain(names[0])
  expect(left).not.toContain(names[1])
  expect(left).not.toContain(dead)
  expect(left).toContain(basename(mine))
})

it('an error of the system that nobody foresaw has a sentence', () => {
  for (const code of ['ENOSPC', 'EROFS', 'EISDIR', 'EIO']) {
    const error = Object.assign(new Error(`${code}: words of a system, write`), { code })
    expect(toWireError(error).message).toMatch(/^[A-Z][^\n]*\.$/)
    expect(toWireError(error).message).not.toContain(code)
  }
})

it('two apps that write their settings at the same time leave one of both, whole', async () => {
  const child = await compileChild('settingsWriter.child.ts', at('writer.mjs'))
  const file = at('profile/settings.json')
  const writers = ['a', 'b'].map((word) => spawn(process.execPath, [child, file, word, '150']))
  const ends = writers.map((writer) => new Promise((end) => writer.once('exit', end)))
  let [reading, seen] = [true, 0]
  const read = async () => {
    for (; reading; await new Promise((next) => setImmediate(next))) {
      if (!existsSync(file)) continue
      const { word, number } = JSON.parse(readFileSync(file, 'utf8')) as { word: string; number: number }
      expect(word).toBe((word[0] as string).repeat(5000))
      seen = Math.max(seen, number)
    }
  }
  const looking = read()
  expect(await Promise.all(ends)).toEqual([0, 0])
  reading = false
  await looking
  expect(seen).toBe(150)
  expect(readdirSync(at('profile'))).toEqual(['settings.json'])
})

it('runs are in the order in which they were started, whatever the clock said', async () => {
  const store = await ProjectStore.create(at('clock.windhover'), { classes: [] })
  const write = (id: string, run: object) => {
    mkdirSync(store.paths.run(id), { recursive: true })
    writeFileSync(join(store.paths.run(id), 'run.json'), JSON.stringify({ ...runInfo, ...run }))
  }
  write('old', { startedAt: '2026-11-20T00:00:00Z' })
  write('first', { number: 1, startedAt: '2026-11-22T12:00:00Z' })
  write('second', { number: 2, startedAt: '2026-11-22T09:00:00Z' })
  expect(listRuns(store.paths).map(({ id }) => id)).toEqual(['old', 'first', 'second'])
  // Of equals the newest is the best one, and the next one is newer than all.
  expect(bestRun(listRuns(store.paths))?.id).toBe('second')
  expect(nextRunNumber(store.paths)).toBe(3)
  const back = new Date('2020-01-01T00:00:00Z')
  const [one, two] = [newRunId(store.paths, back), newRunId(store.paths, back)]
  write(one, { number: 3, startedAt: back.toISOString(), best: { ...runInfo.best, metric: 0.9 } })
  expect(two).not.toBe(one)
  expect(listRuns(store.paths).at(-1)?.id).toBe(one)
  expect(bestRun(listRuns(store.paths))?.id).toBe(one)
  store.close()
})

it('a query without an end ends its process, with one sentence', async () => {
  const child = await compileChild('project-watchdog.child.ts', at('watchdog.mjs'))
  const { signal, stderr } = spawnSync(process.execPath, [child], { timeout: 60_000, encoding: 'utf8' })
  expect(signal).toBe('SIGKILL')
  expect(stderr).toMatch(/^\S+project\.db did not answer in time[^\n]*\n$/)
})
