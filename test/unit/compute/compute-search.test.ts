import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommandLine } from '../../../src/cli/run.node'
import type { SearchPlan } from '../../../src/services/searchPlan'
import { root } from '../../fixtures/commandLine'
import { cannotCount, counted, readSockets } from '../../fixtures/sockets'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, clean, done, drawSquares, project, train, windhover } from '../shared/options.fixture'
import { rayStandIn } from './rayStandIn'
import { slurmStandIn, workerScript } from './slurmStandIn'

// A search that others compute, by the worker that they all start: as lines ask, and as a part of a plan; here without Ray
// and without Slurm.

let run: string
let here: Buffer
let plan: SearchPlan
const file = () => join(project, 'predictions', run, '2.h5')
const blocks = () => join(project, 'predictions', run, '2.blocks')
const search = (...more: string[]) => ['predict', project, '--image', '2', '--run', run, ...more]
const slurm = (script: string) => ['--on', `slurm:${at(script)}`]

beforeAll(async () => {
  await drawSquares('one', 1)
  await drawSquares('large', 2, 2200)
  await done('init', project, '--classes', 'a,b')
  const labels = ['--labels', at('labels'), '--checked', 'whole']
  await done('import', project, at('one.png'), at('large.png'), ...labels)
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  run = (await train(['--steps-per-epoch', '30', '--learning-rate', '0.01'])).run
  await done(...search())
  here = h5WithoutTimes(file())
  slurmStandIn(at('slurm'))
  writeFileSync(at('nothing.sh'), '#!/bin/sh\n')
  writeFileSync(at('search.sh'), workerScript)
}, 300_000)
afterAll(clean)

type Said = Record<string, unknown>

/** The worker with these lines on its input: what it said, its exit code. */
async function worker(...lines: (object | string)[]): Promise<{ code: number; said: Said[] }> {
  let out = ''
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  // As a pipe gives it: in pieces that end anywhere.
  const pieces = text.match(/[^]{1,1000}/g) ?? []
  const streams = {
    stdin: (async function* () {
      for (const piece of pieces) yield Buffer.from(piece)
    })(),
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: () => {} },
  }
  const code = await runCommandLine(['worker', '--json'], new AbortController().signal, streams)
  const said = out.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Said] : []))
  return { code, said }
}
const error = ({ said }: { said: Said[] }) => said.find(({ event }) => event === 'error')

it('says which blocks nobody has computed', async () => {
  const before = statSync(file()).mtimeMs
  const ended = await windhover(...search(...slurm('nothing.sh')))
  expect(ended.code).toBe(1)
  expect(ended.err).toMatch(/\d+ blocks could not be computed, the first is 0 of "large.png": give the same/)
  expect(statSync(file()).mtimeMs).toBe(before)
  plan = JSON.parse(readFileSync(at('slurm/plan.json'), 'utf8')) as SearchPlan
  expect(plan.images).toHaveLength(1)
}, 60_000)

it('is computed by an array of jobs, block for block the same', async () => {
  const { result, out } = await done(...search(...slurm('search.sh'), '--slots', '2'))
  const [image] = result['images'] as [{ blocks: object }]
  const total = plan.images[0]?.blocks ?? 0
  expect(total).toBeGreaterThan(3)
  expect(image.blocks).toEqual({ total, computed: 0, skipped: total })
  expect(out).toContain(`"done":${total},"total":${total},"unit":"blocks"`)
  expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  expect(existsSync(blocks())).toBe(false)
  // Whoever saw the last block merged, and nothing is left of that.
  const told = [0, 1].map((task) => /"event":"merged"/.test(readFileSync(at(`slurm/${task}.out`), 'utf8')))
  expect([told, existsSync(join(project, 'predictions', run, '2.merging'))]).toEqual([[false, true], false])
  // Each of the two had every second block, and the plan's file is gone.
  const mine = [0, 1].map(
    (task) => readFileSync(at(`slurm/${task}.out`), 'utf8').match(/"event":"block"/g)?.length,
  )
  expect(mine).toEqual([Math.ceil(total / 2), Math.floor(total / 2)])
  expect(readdirSync(join(project, 'predictions', run)).filter((name) => name.endsWith('.json'))).toEqual([])
}, 120_000)

it('is computed under the names that folders have there, by as many workers as are asked for', async () => {
  symlinkSync(at(), at('there'))
  const folders = ['--paths', `${at()}=${at('there')}`]
  rmSync(file())
  await done(...search(...slurm('search.sh'), '--slots', '3', ...folders))
  expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  const { images, runDir } = JSON.parse(readFileSync(at('slurm/plan.json'), 'utf8')) as SearchPlan
  const named = images.flatMap(({ out, image }) => [out, image.path, image.pyramid])
  expect([runDir, ...named].every((path) => path.startsWith(`${at('there')}/`))).toBe(true)
  expect(existsSync(at('slurm/2.out'))).toBe(true)
}, 120_000)

const uncounted = cannotCount()

it.skipIf(uncounted)(
  `speaks with the host that was named, and no other${uncounted ? ` (${uncounted})` : ''}`,
  async () => {
    const state = rayStandIn({ lines: ['{"event":"end","done":0,"failed":0,"failures":[]}'] })
    const server = createServer(state.answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const log = at('sockets.txt')
    const words = [join(root, 'out/cli.js'), ...search('--on', `ray://127.0.0.1:${port}`), '--json']
    const [program = '', ...rest] = [...counted(log), process.execPath, ...words]
    const child = spawn(program, rest, { env: { ...process.env, RAY_AUTH_TOKEN: 'right' }, stdio: 'ignore' })
    const [code] = (await once(child, 'close')) as [number]
    server.closeAllConnections()
    server.close()
    expect(code).toBe(1)
    expect(state.asked).toContain('POST /api/jobs/')
    const { used } = readSockets(log)
    expect(used.length).toBeGreaterThan(0)
    const there = new RegExp(
      `htons\\(${port}\\), sin_addr=inet_addr\\("127\\.0\\.0\\.1"\\)|->127\\.0\\.0\\.1:${port}\\]`,
    )
    expect(used.filter((line) => !there.test(line))).toEqual([])
  },
  60_000,
)

it('goes on where some blocks are there, finds what runs already, and cancels it', async () => {
  const stop = new AbortController()
  writeFileSync(at('slow.sh'), '#!/bin/sh\nsleep 20\n')
  rmSync(at('slurm/said'), { force: true })
  let out = ''
  const write = (text: string) => (out += text)
  const words = [...search(...slurm('slow.sh')), '--json']
  const [first, second] = [0, 1].map(() =>
    runCommandLine(words, stop.signal, { stdout: { write }, stderr: { write } }),
  )
  while (!existsSync(at('slurm/said'))) await new Promise((wait) => setTimeout(wait, 50))
  while (!/"unit":"blocks"/.test(out)) await new Promise((wait) => setTimeout(wait, 50))
  stop.abort()
  expect([await first, await second]).toContain(130)
  expect(readFileSync(at('slurm/said'), 'utf8')).toMatch(/^sbatch\n(scancel\n)+$/)
}, 60_000)

it('computes as its lines ask, in order, and nothing twice', async () => {
  const { code, said } = await worker({ plan }, { image: 0, blocks: [3, 1] }, { image: 0, blocks: [1, 2] })
  expect(code).toBe(0)
  expect(said[0]).toMatchObject({ event: 'ready', version: plan.version })
  const told = said.filter(({ event }) => event === 'block').map(({ block }) => block)
  expect(told).toEqual([3, 1, 1, 2])
  expect(said.at(-1)).toMatchObject({ event: 'result', blocks: 4, failed: 0 })
  const times = () => [1, 2, 3].map((block) => statSync(join(blocks(), `${block}.block`)).mtimeMs)
  const before = times()
  await worker({ plan }, { image: 0, blocks: [1, 2, 3] })
  expect(times()).toEqual(before)
}, 60_000)

it('says of a block that it cannot be computed, and computes the others', async () => {
  rmSync(join(blocks(), '2.block'))
  const inTheWay = join(blocks(), '2.block', 'x')
  mkdirSync(inTheWay, { recursive: true })
  const { code, said } = await worker({ plan }, { image: 0, blocks: [0, 2, 3] })
  expect(code).toBe(0)
  expect(said.filter(({ event }) => event === 'failed')).toEqual([
    expect.objectContaining({ image: 0, block: 2, code: 'is-folder' }),
  ])
  expect(said.filter(({ event }) => event === 'block').map(({ block }) => block)).toEqual([3, 0])
  rmSync(join(blocks(), '2.block'), { recursive: true })
}, 60_000)

it('refuses what it was not made for, in a sentence', async () => {
  const other = await worker({ plan: { ...plan, version: '9.9.9' } })
  expect(error(other)).toMatchObject({
    code: 'place-version',
    message: expect.stringMatching(
      /^The search was planned by Windhover 9\.9\.9, and .* is installed/,
    ) as string,
  })
  expect(other.code).toBe(1)
  const foreign = { ...plan, images: plan.images.map((image) => ({ ...image, key: 'a'.repeat(64) })) }
  expect(error(await worker({ plan: foreign }, { image: 0, blocks: [0] }))).toMatchObject({
    code: 'place-files',
  })
  expect(error(await worker({ plan: { ...plan, runDir: '/none' } }))).toMatchObject({ code: 'no-weights' })
  for (const line of ['', '[', { plan: 1 }, { plan: { ...plan, images: 'all' } }])
    if (line !== '') expect(error(await worker(line)), JSON.stringify(line)).toMatchObject({ code: 'usage' })
  for (const line of [
    { image: 1, blocks: [0] },
    { image: 0, blocks: [9999] },
    { image: 0, blocks: ['a'] },
    [],
  ])
    expect(error(await worker({ plan }, line)), JSON.stringify(line)).toMatchObject({ code: 'usage' })
}, 60_000)

it('asks nobody where all is there, and nothing leaves the computer', async () => {
  await worker(
    { plan },
    { image: 0, blocks: Array.from({ length: plan.images[0]?.blocks ?? 0 }, (_, i) => i) },
  )
  // Nothing listens there: it would fail.
  await done(...search('--on', 'ray://127.0.0.1:9'))
  expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  const ended = await windhover(...search('--on', 'ray://127.0.0.1:9'))
  expect(ended.err).toMatch(/^127\.0\.0\.1:9 cannot be reached/m)
}, 120_000)
