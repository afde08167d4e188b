import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ProjectStore } from '../../../src/project/store/store.node'
import { root } from '../../fixtures/commandLine'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, clean, done, drawSquares, project, train } from '../shared/options.fixture'

// A search of a whole picture by the real command line, killed in the middle without a warning.

let run: string
beforeAll(async () => {
  await drawSquares('one', 1)
  await drawSquares('large', 2, 2600)
  await done('init', project, '--classes', 'a,b')
  await done(
    'import',
    project,
    at('one.png'),
    at('large.png'),
    '--labels',
    at('labels'),
    '--checked',
    'whole',
  )
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  run = (await train(['--model', 'segment', '--steps-per-epoch', '60', '--learning-rate', '0.01'])).run
}, 300_000)
afterAll(clean)

const search = () => ['predict', project, '--image', '2', '--run', run]
const file = () => join(project, 'predictions', run, '2.h5')
const blocks = () => join(project, 'predictions', run, '2.blocks')

interface Searched {
  readonly blocks: { readonly total: number; readonly computed: number; readonly skipped: number }
  readonly detections: number
}
const searched = async (...more: string[]) => {
  const { result } = await done(...search(), ...more)
  return (result['images'] as [Searched])[0]
}

/** Kills the command when so many windows are done; returns how many it had told of. */
async function killed(windows: number): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'out/cli.js'), ...search(), '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [text, told] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
    for (const [, count] of text.matchAll(/"done":(\d+),"total":\d+,"unit":"windows"/g)) told = Number(count)
    if (told >= windows) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
  return told
}

it('goes on after kill -9: no window is computed twice, and the prediction is the same byte for byte', async () => {
  const unbroken = await searched()
  expect(unbroken.blocks).toMatchObject({ computed: unbroken.blocks.total, skipped: 0 })
  expect(unbroken.blocks.total).toBeGreaterThanOrEqual(9)
  expect(unbroken.detections).toBeGreaterThan(0)
  expect(existsSync(blocks())).toBe(false)
  const whole = h5WithoutTimes(file())
  rmSync(file())

  const [first, second] = [await killed(2), await killed(5)]
  expect(existsSync(file())).toBe(false)
  const kept = readdirSync(blocks()).filter((name) => /^\d+\.block$/.test(name)).length
  // What the network was done with is told when it is on the way to the disk.
  expect(kept).toBeGreaterThanOrEqual(second - 1)
  expect(second).toBeGreaterThan(first)
  const resumed = await searched()
  const { total } = unbroken.blocks
  expect(resumed).toMatchObject({ blocks: { total, computed: total - kept, skipped: kept } })
  expect(h5WithoutTimes(file()).equals(whole)).toBe(true)
  expect(existsSync(blocks())).toBe(false)

  const before = await searched('--resume')
  expect(before).toMatchObject({ detections: unbroken.detections, blocks: { computed: 0, skipped: total } })
  expect(h5WithoutTimes(file()).equals(whole)).toBe(true)
}, 300_000)

it('blocks go when the project is opened: those of a run that is gone, and those that nobody wanted for a month', async () => {
  const [own, old] = [blocks(), join(project, 'predictions', run, '1.blocks')]
  const gone = join(project, 'predictions', 'gone', '1.blocks')
  for (const folder of [own, old, gone]) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '3.block'), 'x')
  }
  writeFileSync(join(gone, 'note.txt'), 'not ours')
  const month = Date.now() / 1000 - 31 * 24 * 3600
  utimesSync(old, month, month)
  const store = await ProjectStore.open(project)
  store.close()
  expect(existsSync(join(own, '3.block'))).toBe(true)
  expect(existsSync(old)).toBe(false)
  expect(readdirSync(gone)).toEqual(['note.txt'])
})
