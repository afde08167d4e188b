import { readdirSync, renameSync, statSync, symlinkSync, truncateSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommandLine } from '../../../src/cli/run.node'
import { at, clean, done, drawSquares, windhover } from '../shared/options.fixture'

// The question as a script asks it: of a picture, twice, and with files in the way that are damaged.

const project = at('similar.windhover')
const side = 320
const features = () => readdirSync(at('similar.windhover', 'images')).filter((name) => /features/.test(name))
interface Answer {
  readonly id: number
  readonly seconds: number
  readonly found: readonly { x: number; y: number; w: number; h: number; score: number }[]
}
const ask = async (...args: string[]) => {
  const { result, out } = await done('similar', project, '--image', '1', ...args)
  return { ...((result['images'] as Answer[])[0] as Answer), out }
}

beforeAll(async () => {
  await drawSquares('squares', 4, side)
  await done('init', project, '--classes', 'a,b')
  await done('import', project, at('squares.png'), '--labels', at('labels/squares.txt'))
}, 60_000)
afterAll(clean)

it('is cancelled without a trace', async () => {
  const stop = new AbortController()
  const write = (text: string) => void (/progress/.test(text) && stop.abort())
  const args = ['similar', project, '--image', '1', '--unusual', '--json']
  const code = await runCommandLine(args, stop.signal, { stdout: { write }, stderr: { write: () => {} } })
  expect(code).toBe(130)
  expect(features()).toEqual([])
}, 60_000)

it('tells its progress the first time, reads what is kept the second, and makes it again where it was damaged', async () => {
  const first = await ask('--unusual', '--top', '30')
  expect(first.out).toMatch(/"event":"progress".*windows/)
  expect(first.found).toHaveLength(30)
  for (const { x, y, w, h } of first.found) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(side)
  }
  expect(first.found.map(({ score }) => score)).toEqual(
    first.found.map(({ score }) => score).sort((a, b) => b - a),
  )
  const [kept] = features()
  const made = statSync(at('similar.windhover', 'images', String(kept))).mtimeMs
  const second = await ask('--unusual', '--top', '30')
  expect(second.found).toEqual(first.found)
  expect(second.out).not.toMatch(/progress/)
  expect(statSync(at('similar.windhover', 'images', String(kept))).mtimeMs).toBe(made)

  truncateSync(at('similar.windhover', 'images', String(kept)), 1000)
  expect((await ask('--unusual', '--top', '30')).found).toEqual(first.found)
  expect(features()).toEqual([kept])
}, 120_000)

it('says in people’s words what was found, and refuses what is no question', async () => {
  const told = await windhover('similar', project, '--image', '1', '--unusual', '--top', '2')
  expect(told.out.trim().split('\n')).toHaveLength(3)
  expect(told.out).toMatch(/Image 1: 2 places, best first/)
  expect((await windhover('similar', project, '--image', '1')).err).toMatch(/--object .* or --unusual/)

  const kept = at('similar.windhover', 'images', String(features()[0]))
  renameSync(kept, at('elsewhere'))
  symlinkSync(at('elsewhere'), kept)
  expect((await windhover('similar', project, '--image', '1', '--unusual')).err).toMatch(/is a link/)
}, 60_000)
