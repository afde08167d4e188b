import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toWireError } from '../../src/base/errors'
import { checkSpace } from '../../src/files/space.node'
import { replaceFile } from '../../src/files/replaceFile.node'
import { listRuns } from '../../src/project/runs.node'
import { ProjectStore } from '../../src/project/store.node'
import { writeLabels } from '../../src/services/writeLabels.node'
import { loadCheckpoint, saveCheckpoint } from '../../src/training/checkpoint.node'
import { runInfo } from './hostileFixture'
import { context } from './imageFixture'
import { compileChild, scratch } from './projectFixture'

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

  it('is asked for room before a long write, and says what is needed and what is there', async () => {
    await expect(checkSpace(join(disk, 'deep/d.h5'), 3e9, 'The dataset')).rejects.toThrow(
      /^The dataset needs 3\.0 GB and the disk of ".*d\.h5" has \d MB free/,
    )
    await checkSpace(join(disk, 'd.h5'), 1000, 'The dataset')
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

it('an error of the system that nobody foresaw has a sentence', () => {
  for (const code of ['ENOSPC', 'EROFS', 'EISDIR', 'EIO']) {
    const error = Object.assign(new Error(`${code}: words of a system, write`), { code })
    expect(toWireError(error).message).toMatch(/^[A-Z][^\n]*\.$/)
    expect(toWireError(error).message).not.toContain(code)
  }
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
  store.close()
})

it('a query without an end ends its process, with one sentence', async () => {
  const child = await compileChild('project-watchdog.child.ts', at('watchdog.mjs'))
  const { signal, stderr } = spawnSync(process.execPath, [child], { timeout: 60_000, encoding: 'utf8' })
  expect(signal).toBe('SIGKILL')
  expect(stderr).toMatch(/^\S+project\.db did not answer in time[^\n]*\n$/)
})
