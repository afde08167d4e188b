import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import {
  awayRuns,
  endAway,
  endedAwayRuns,
  forgetEnded,
  writeAway,
} from '../../../src/project/folder/awayRun.node'
import { ProjectPaths } from '../../../src/project/folder/paths.node'
import { defaultTraining } from '../../../src/runs/config'

const folder = mkdtempSync(join(tmpdir(), 'windhover-away-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const paths = new ProjectPaths(folder)
const begin = (id: string, grid?: boolean) => {
  mkdirSync(paths.run(id), { recursive: true })
  const given = { id, config: { ...defaultTraining, dataset: '/d.h5' }, resume: false }
  const job = `windhover-${'0'.repeat(32)}`
  writeAway(paths, { place: 'ray://lab:8265', request: id, job, grid, given } as never)
}
const ids = (runs: readonly { readonly request: string }[]) => runs.map(({ request }) => request).sort()

it('a run of a grid that has ended is found until the end of all was seen, another one is not', () => {
  begin('alone')
  begin('first', true)
  begin('second', true)
  expect(ids(awayRuns(paths))).toEqual(['alone', 'first', 'second'])
  endAway(paths, 'alone')
  endAway(paths, 'first', true)
  expect([ids(awayRuns(paths)), ids(endedAwayRuns(paths))]).toEqual([['second'], ['first']])
  expect(endedAwayRuns(paths)[0]).toMatchObject({ grid: true, given: { id: 'first' } })
  // Looked at once more it stays.
  endAway(paths, 'first', true)
  endAway(paths, 'second', true)
  expect([ids(awayRuns(paths)), ids(endedAwayRuns(paths))]).toEqual([[], ['first', 'second']])
  forgetEnded(paths, ['first', 'second'])
  expect([endedAwayRuns(paths), existsSync(paths.run('first'))]).toEqual([[], true])
})
