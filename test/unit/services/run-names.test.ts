import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProjectPaths } from '../../../src/project/folder/paths.node'
import { listRuns, writeRun } from '../../../src/project/folder/runs.node'
import { defaultTraining, judgedOnTraining, type RunInfo } from '../../../src/runs/config'
import { epochsOf, nameOfRun, runName, runStart } from '../../../src/runs/runName'
import { renameRun } from '../../../src/services/keptRuns.node'
import { chosenRun, type Project } from '../../../src/services/project.node'
import { scratch } from '../shared/project.fixture'

const at = scratch()
const run = (id: string, more: Partial<RunInfo> = {}): RunInfo => ({
  ...{ id, startedAt: '2026-01-02T03:04:05Z', status: 'finished', classNames: ['car'], engine: 'wasm' },
  ...{ epochs: 1, steps: 1, tilesPerSecond: 1, config: { ...defaultTraining, dataset: 'd.h5' } },
  ...more,
})

test('a run is called by its number, model and objects, or as a person called it; a file may say anything', () => {
  const paths = new ProjectPaths(at('named.windhover'))
  for (const id of ['a', 'b', 'c']) mkdirSync(paths.run(id), { recursive: true })
  const segment = { ...defaultTraining, dataset: 'd.h5', model: 'segment' }
  writeRun(paths, run('a', { number: 1, objects: 1204, config: segment }))
  writeRun(paths, run('b', { number: 2, objects: 1, config: { ...segment, from: join(paths.runs, 'a') } }))
  // Of an older version; its file claims a name that is none.
  const old = {
    ...run('c', { number: 3 }),
    name: { toString: 'x' },
    config: { ...segment, weights: 'C:\\w\\lite.h5' },
  }
  writeFileSync(join(paths.run('c'), 'run.json'), JSON.stringify(old))
  const listed = () => listRuns(paths)
  expect(listed().map(runName)).toEqual([
    'Run 1 · U-Net · 1,204 objects',
    'Run 2 · U-Net · 1 object',
    'Run 3 · U-Net',
  ])
  const project = { paths, store: { readOnly: null } } as unknown as Project
  renameRun(project, 'a', '  spring\u2028\nflight ')
  const [first, second, third] = listed() as [RunInfo, RunInfo, RunInfo]
  expect(runName(first)).toBe('spring flight')
  expect(listed().map((each) => runStart(each, listed()))).toEqual([undefined, 'spring flight', 'lite.h5'])
  expect([nameOfRun([second, third], 'b'), nameOfRun([], 'gone')]).toEqual([
    'Run 2 · U-Net · 1 object',
    'gone',
  ])
  // Found by its name, which must mean one run.
  expect(chosenRun(project, 'spring flight').id).toBe('a')
  renameRun(project, 'c', 'spring flight')
  expect(() => chosenRun(project, 'spring flight')).toThrow(/Several runs .*\(a, c\)/)
  renameRun(project, 'a', ' ')
  expect(listed().map(({ name }) => name)).toEqual([undefined, undefined, 'spring flight'])
  writeFileSync(join(paths.run('c'), 'name.txt'), 'x'.repeat(5000))
  expect(listed().map(({ id }) => id)).toEqual(['a', 'b'])
})

test('a run that the clock ended within an epoch says so: the best one can be the part', () => {
  const best = { epoch: 5, metric: 0.8, name: 'validation F1', threshold: 0.4 }
  expect(epochsOf(run('a', { epochs: 4, best }))).toBe('4 epochs and a part of the next')
  expect(epochsOf(run('a', { epochs: 0, best: { ...best, epoch: 1 } }))).toBe('a part of the first epoch')
  expect(epochsOf(run('b', { epochs: 5, best }))).toBe('5 epochs')
  expect(epochsOf(run('c', { epochs: 1 }))).toBe('1 epoch')
})

test('figures of tiles that a run learned from are told apart from those of what was held back', () => {
  const best = { epoch: 1, metric: 0.96, name: 'validation F1', threshold: 0.4 }
  expect(judgedOnTraining({ best: { ...best, expected: { objects: 0, points: [] } } })).toBe(true)
  expect(judgedOnTraining({ best: { ...best, expected: { objects: 12, points: [] } } })).toBe(false)
  // Of an older run nothing is known.
  expect(judgedOnTraining({ best })).toBe(false)
})
