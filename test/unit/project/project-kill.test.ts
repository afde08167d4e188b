import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { ProjectStore } from '../../../src/project/store/store.node'
import { newRunId, listRuns, bestRun } from '../../../src/project/folder/runs.node'
import type { RunInfo } from '../../../src/runs/config'
import { compileChild, projectWithImage, scratch } from '../shared/project.fixture'

const at = scratch()
/** A number that no process has. */
const dead = 2 ** 22 + 1
let writer = ''
beforeAll(async () => {
  writer = await compileChild('project-writer.child.ts', at('writer.mjs'))
})

/** Starts a process that adds boxes until it dies; `lines` are the ids it confirmed, one edit a line. */
function startWriter(folder: string, rows: number, wrap: string[] = []) {
  const [command = '', ...rest] = [...wrap, process.execPath, writer, folder, String(rows)]
  const child: ChildProcess = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const waiting: { lines: number; resolve: () => void }[] = []
  const whole = () => text.split('\n').slice(0, -1)
  child.stdout?.on('data', (data: Buffer) => {
    text += data.toString()
    for (const each of waiting) if (whole().length >= each.lines) each.resolve()
  })
  const ended = new Promise<string[]>((resolve) => child.on('close', () => resolve(whole())))
  const reached = (lines: number) =>
    Promise.race([ended, new Promise<void>((resolve) => waiting.push({ lines, resolve }))])
  return { child, ended, reached }
}

const idsOf = (lines: string[]) =>
  lines.filter((line) => /^\d/.test(line)).flatMap((line) => line.split(' ').map(Number))

describe('a killed process', () => {
  it('loses nothing that it confirmed, and leaves no half edit: 30 kills', async () => {
    const folder = at('killed.windhover')
    const { store, image } = await projectWithImage(folder)
    store.close()
    const random = new Random(3)
    const confirmed = new Set<number>()
    let edits = 0
    for (let kill = 0; kill < 30; kill++) {
      // Few rows: killed between and inside of small commits; many: inside of a commit that spills to the disk.
      const rows = kill % 3 === 2 ? 3000 : 7
      const { child, ended, reached } = startWriter(folder, rows)
      await reached(1 + random.below(4))
      await new Promise((resolve) => setTimeout(resolve, random.below(40)))
      child.kill('SIGKILL')
      const lines = await ended
      expect(lines[0]).toBe('open')
      for (const id of idsOf(lines)) {
        expect(confirmed.has(id), `id ${id} was given twice`).toBe(false)
        confirmed.add(id)
      }
      const again = await ProjectStore.open(folder)
      const found = new Set(again.load(image.id).objects.map((object) => object.id))
      expect([...confirmed].filter((id) => !found.has(id))).toEqual([])
      const extra = [...found].filter((id) => !confirmed.has(id))
      expect([0, rows], 'at most the one edit that was on its way, whole').toContain(extra.length)
      for (const id of extra) confirmed.add(id)
      edits += idsOf(lines).length / rows
      again.close()
    }
    expect(edits).toBeGreaterThan(30)
    const last = await ProjectStore.open(folder)
    const before = last.load(image.id).objects.length
    expect(before - (last.undo()?.changes.length ?? 0)).toBe(last.load(image.id).objects.length)
    last.close()
  }, 600_000)

  it('leaves runs that say they run: they become interrupted, half-written files go, whole ones stay', async () => {
    const folder = at('recover.windhover')
    const { store } = await projectWithImage(folder)
    const { paths } = store
    const id = newRunId(paths, new Date(2026, 10, 22, 15, 30))
    expect(id).toMatch(/^2026-11-22-1530-[0-9a-f]{2}$/)
    const base = {
      startedAt: '2026-11-22T15:30:00Z',
      config: { model: 'heatmap', dataset: 'd.h5' },
      classNames: ['car'],
      engine: 'wasm',
      epochs: 3,
      steps: 9,
      tilesPerSecond: 1,
    }
    const write = (run: Record<string, unknown> & { id: string }) => {
      mkdirSync(paths.run(run.id), { recursive: true })
      writeFileSync(join(paths.run(run.id), 'run.json'), JSON.stringify(run))
    }
    write({ ...base, id, status: 'running' })
    write({ ...base, id: 'done', startedAt: '2026-11-21T00:00:00Z', status: 'finished' })
    mkdirSync(paths.run('torn'))
    writeFileSync(join(paths.run('torn'), 'run.json'), '{"id": "to')
    for (const file of [
      `datasets/.dataset.h5.${dead}.1.partial`,
      `runs/done/run.json.${dead}.new`,
      'datasets/dataset.h5',
    ]) {
      writeFileSync(join(folder, file), 'x')
    }
    store.close()
    const again = await ProjectStore.open(folder)
    expect(again.recovered.interrupted).toEqual([id])
    expect(again.recovered.problem).toMatch(/runs\/torn\/run\.json" is damaged/)
    expect(listRuns(paths).map((run) => [run.id, run.status])).toEqual([
      ['done', 'finished'],
      [id, 'interrupted'],
    ])
    expect(existsSync(join(folder, `datasets/.dataset.h5.${dead}.1.partial`))).toBe(false)
    expect(existsSync(join(folder, `runs/done/run.json.${dead}.new`))).toBe(false)
    expect(existsSync(paths.dataset('dataset'))).toBe(true)
    again.close()
  })
})

describe('a run elsewhere', () => {
  it('whose place cannot be read any more is one that was cut short, and is told', async () => {
    const folder = at('away.windhover')
    const { store } = await projectWithImage(folder)
    const { paths } = store
    store.close()
    const base = { startedAt: '2026-11-22T15:30:00Z', classNames: ['car'], engine: 'tensorflow' }
    const counts = { epochs: 3, steps: 9, tilesPerSecond: 1 }
    const config = { model: 'heatmap', dataset: 'd.h5' }
    const texts = ['{"place": "ray://here', '{}', '\0'.repeat(300)]
    for (const [n, text] of texts.entries()) {
      const run = { ...base, ...counts, config, id: `away${n}`, status: 'running' }
      mkdirSync(paths.run(run.id), { recursive: true })
      writeFileSync(join(paths.run(run.id), 'run.json'), JSON.stringify(run))
      writeFileSync(join(paths.run(run.id), 'away.json'), text)
    }
    const again = await ProjectStore.open(folder)
    expect(again.recovered.interrupted).toEqual(['away0', 'away1', 'away2'])
    expect(again.recovered.problem).toMatch(/^3 things.*Run away0 trained on another computer.*interrupted/)
    again.close()
    expect(listRuns(paths).map(({ status }) => status)).toEqual(texts.map(() => 'interrupted'))
    for (const [n, text] of texts.entries())
      expect(readFileSync(join(paths.run(`away${n}`), 'away.json.damaged'), 'utf8')).toBe(text)
    const third = await ProjectStore.open(folder)
    expect(third.recovered).toEqual({ interrupted: [], problem: undefined })
    third.close()
  })
})

describe('the lock', () => {
  it('refuses a second process, naming the first, and yields when that was killed', async () => {
    const folder = at('locked.windhover')
    const { store } = await projectWithImage(folder)
    const { ended } = startWriter(folder, 1)
    const [line] = await ended
    expect(line).toContain('error project-locked')
    expect(line).toMatch(
      /locked\.windhover is already open in another window \(process \d+, since \d\d:\d\d\)/,
    )
    expect(line).toContain(`(process ${process.pid},`)
    await expect(ProjectStore.open(folder)).rejects.toMatchObject({ code: 'project-locked' })
    store.close()
    const holder = startWriter(folder, 1)
    await holder.reached(2)
    await expect(ProjectStore.open(folder)).rejects.toThrow(`process ${holder.child.pid}`)
    holder.child.kill('SIGKILL')
    await holder.ended
    const again = await ProjectStore.open(folder)
    again.close()
  })

  it('is taken over from a process whose number now belongs to another, or whose file was never finished', async () => {
    const folder = at('stale.windhover')
    const { store } = await projectWithImage(folder)
    store.close()
    const lock = join(folder, 'project.lock')
    const stale = [
      JSON.stringify({ pid: process.pid, started: 'another boot 1', host: hostname() }),
      '',
      '{"pi',
    ]
    for (const text of process.platform === 'win32' ? stale.slice(1) : stale) {
      writeFileSync(lock, text)
      const again = await ProjectStore.open(folder)
      again.close()
    }
    writeFileSync(lock, JSON.stringify({ pid: 1, started: '', host: 'another-computer' }))
    await expect(ProjectStore.open(folder)).rejects.toThrow(/on another-computer/)
  })

  it('lets only one of many take over a dead lock at the same moment', async () => {
    const folder = at('race.windhover')
    const { store } = await projectWithImage(folder)
    store.close()
    for (let round = 0; round < 5; round++) {
      writeFileSync(
        join(folder, 'project.lock'),
        JSON.stringify({ pid: 2 ** 22 + 1, started: '', host: hostname() }),
      )
      const writers = [1, 2, 3, 4].map(() => startWriter(folder, 1))
      // Everybody has said how it went before the winner is killed.
      await Promise.all(writers.map((w) => w.reached(1)))
      for (const { child } of writers) child.kill('SIGKILL')
      const outcomes = await Promise.all(writers.map((w) => w.ended))
      expect(outcomes.filter(([line]) => line === 'open')).toHaveLength(1)
      expect(outcomes.filter(([line]) => line?.startsWith('error project-locked'))).toHaveLength(3)
    }
  }, 30_000)
})

describe.runIf(process.platform !== 'win32')('a full disk', () => {
  it('refuses the edit in one sentence and keeps all that was confirmed', async () => {
    const folder = at('full.windhover')
    const { store, image } = await projectWithImage(folder)
    store.close()
    // A limit on the size of a file fails the write just as a full disk does.
    const { ended } = startWriter(folder, 500, [
      'bash',
      '-c',
      `trap '' XFSZ; ulimit -f 600; exec "$@"`,
      'limited',
    ])
    const lines = await ended
    expect(lines.at(-1)).toMatch(/^error disk-full .*project\.db could not be written/)
    const again = await ProjectStore.open(folder)
    expect(again.load(image.id).objects.map((object) => object.id)).toEqual(idsOf(lines))
    expect(idsOf(lines).length).toBeGreaterThan(1000)
    again.close()
  })
})

describe('the best run', () => {
  const run = (id: string, dataset: string, metric?: number) => {
    const best = metric === undefined ? undefined : { epoch: 1, metric, name: 'valF1', threshold: 0.5 }
    return { id, config: { dataset }, best } as RunInfo
  }
  it('has the highest metric on the newest dataset; of equals the newest; a run without a checkpoint never', () => {
    const old = run('a', 'old.h5', 0.99)
    expect(bestRun([])).toBeUndefined()
    expect(bestRun([run('x', 'd.h5')])).toBeUndefined()
    const runs = [
      old,
      run('b', 'new.h5', 0.7),
      run('c', 'new.h5', 0.9),
      run('d', 'new.h5', 0.9),
      run('e', 'new.h5', 0.2),
    ]
    expect(bestRun(runs)?.id).toBe('d')
    expect(bestRun([...runs, run('f', 'newer.h5')])?.id).toBe('d')
  })
})
