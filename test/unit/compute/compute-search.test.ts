import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommandLine } from '../../../src/cli/run.node'
import type { SearchPlan } from '../../../src/services/searchPlan'
import { startFileServer } from '../../fixtures/fileServer'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, clean, done, project, windhover } from '../shared/options.fixture'
import {
  blocks,
  file,
  here,
  numbers,
  plan,
  run,
  search,
  searchHere,
  slurm,
  worker,
} from './awaySearch.fixture'
import { rayStandIn, withFailingRay } from './rayStandIn'
import { workerScript } from './slurmStandIn'

// A search that others compute, by the worker that they all start: as lines ask, and as a part of a plan; here without Ray
// and without Slurm.

beforeAll(searchHere, 300_000)
afterAll(clean)

it('says which blocks nobody has computed', async () => {
  const before = statSync(file()).mtimeMs
  const ended = await windhover(...search(...slurm('nothing.sh')))
  expect(ended.code).toBe(1)
  expect(ended.err).toMatch(/\d+ blocks could not be computed, the first is 0 of "large.png": give the same/)
  expect(statSync(file()).mtimeMs).toBe(before)
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

it('leaves alone what others have merged before a task came to it', async () => {
  const late = () => windhover('worker', '--json', '--plan', at('slurm/plan.json'), '--part', '1/2')
  const mine = Math.floor((plan.images[0]?.blocks ?? 0) / 2)
  expect((await late()).result).toMatchObject({ blocks: mine, failed: 0 })
  expect(existsSync(blocks())).toBe(false)
  // Asked for anew, it is computed anew.
  utimesSync(at('slurm/plan.json'), 4e9, 4e9)
  expect((await late()).result).toMatchObject({ blocks: mine, failed: 0 })
  expect(readdirSync(blocks())).toHaveLength(mine)
  rmSync(blocks(), { recursive: true })
}, 60_000)

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

const left = (ending: RegExp) =>
  readdirSync(join(project, 'predictions', run)).filter((name) => ending.test(name))

it('goes on where some blocks are there, finds what runs already, and cancels it', async () => {
  const stop = new AbortController()
  writeFileSync(at('slow.sh'), '#!/bin/sh\nsleep 20\n')
  rmSync(at('slurm/said'), { force: true })
  const words = [...search(...slurm('slow.sh')), '--json']
  let out = ''
  const begin = () => {
    out = ''
    const write = (text: string) => (out += text)
    return runCommandLine(words, stop.signal, { stdout: { write }, stderr: { write } })
  }
  const watches = async () => {
    while (!/"unit":"blocks"/.test(out)) await new Promise((wait) => setTimeout(wait, 50))
  }
  const first = begin()
  await watches()
  const [given = '', file = ''] = [left(/\.given$/)[0], left(/\.json$/)[0]]
  const times = () => [given, file].map((name) => statSync(join(project, 'predictions', run, name)).mtimeMs)
  const before = times()
  const merging = join(project, 'predictions', run, '2.merging')
  writeFileSync(merging, '')
  const second = begin()
  await watches()
  // Its tasks go by the plan's time, and one of them may be merging.
  expect([times(), existsSync(merging)]).toEqual([before, true])
  rmSync(merging)
  stop.abort()
  expect([await first, await second]).toContain(130)
  expect(readFileSync(at('slurm/said'), 'utf8')).toMatch(/^sbatch\n(scancel\n)+$/)
  expect(left(/\.(given|json)$/)).toEqual([])
}, 60_000)

it('does not compute anew what an array has merged that failed later', async () => {
  const all = (script: string) => ['predict', project, '--image', 'all', '--run', run, ...slurm(script)]
  const half = workerScript.replace('exec', 'test "$SLURM_ARRAY_TASK_ID" = 0 || exit 1\nexec')
  writeFileSync(at('half.sh'), half)
  const failed = await windhover(...all('half.sh'), '--slots', '2')
  expect([failed.code, failed.err]).toEqual([1, expect.stringMatching(/blocks could not be computed/)])
  const one = () => statSync(join(project, 'predictions', run, '1.h5')).ino
  const [before, largest] = [one(), statSync(file()).ino]
  await done(...all('search.sh'), '--slots', '2')
  const { images } = JSON.parse(readFileSync(at('slurm/plan.json'), 'utf8')) as SearchPlan
  expect(images.map((image) => image.made === true)).toEqual([true, false])
  expect([one() === before, statSync(file()).ino === largest]).toEqual([true, false])
  expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  // The end of all was seen: the same command is a new search.
  expect(left(/\.given$/)).toEqual([])
  rmSync(join(project, 'predictions', run, '1.h5'))
}, 120_000)

it('merges here where all is there, also when the place cannot be reached', async () => {
  await worker({ plan }, { image: 0, blocks: numbers() })
  // Nothing listens there: it would fail.
  await done(...search('--on', 'ray://127.0.0.1:9'))
  expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  const ended = await windhover(...search('--on', 'ray://127.0.0.1:9'))
  expect(ended.err).toMatch(/^127\.0\.0\.1:9 cannot be reached/m)
}, 120_000)

it('waits for a cluster that still merges what is all there', async () => {
  const merged = at('merged.h5')
  cpSync(file(), merged)
  await worker({ plan }, { image: 0, blocks: numbers() })
  rmSync(file())
  const state = rayStandIn({
    lines: ['{"event":"end","done":1,"failed":0,"failures":[]}'],
    after: { status: 'SUCCEEDED', looks: 3 },
  })
  const job = { status: 'RUNNING', looks: 0 }
  state.jobs.get = () => job
  const server = createServer((request, response) => {
    // As its last worker does.
    if (job.looks === 2) {
      cpSync(merged, file())
      rmSync(blocks(), { recursive: true, force: true })
    }
    state.answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  vi.stubEnv('RAY_AUTH_TOKEN', 'right')
  try {
    const { result } = await done(...search('--on', `ray://127.0.0.1:${port}`))
    expect(result['images']).toMatchObject([{ blocks: { computed: 0, skipped: numbers().length } }])
  } finally {
    vi.unstubAllEnvs()
    server.close()
  }
  expect(readFileSync(file()).equals(readFileSync(merged))).toBe(true)
  expect(state.asked.filter((each) => each.startsWith('POST'))).toEqual([])
}, 60_000)

describe('given again with --resume', () => {
  const all = (...more: string[]) => ['predict', project, '--image', 'all', '--run', run, '--resume', ...more]
  const made = () => statSync(file()).ino

  it('gives out no block of a picture that is made', async () => {
    const before = made()
    const { result } = await done(...all(...slurm('search.sh'), '--slots', '2'))
    expect(result['images']).toMatchObject([
      { id: 1, blocks: { computed: 0 } },
      { id: 2, blocks: { computed: 0, skipped: numbers().length } },
    ])
    const { images } = JSON.parse(readFileSync(at('slurm/plan.json'), 'utf8')) as SearchPlan
    expect(images.map((image) => image.made === true)).toEqual([false, true])
    const told = [0].map((task) => readFileSync(at(`slurm/${task}.out`), 'utf8')).join('')
    expect(told).toMatch(/"event":"block","image":0/)
    expect(told).not.toMatch(/"image":1/)
    expect([made(), existsSync(blocks())]).toEqual([before, false])
  }, 120_000)

  it('with another threshold computes nothing, and asks nobody', async () => {
    // Nothing listens there.
    const nowhere = ['--resume', '--on', 'ray://127.0.0.1:9']
    const found = async (...more: string[]) => {
      const { result } = await done(...search(...nowhere, ...more))
      const [image] = result['images'] as [{ detections: number; blocks: { computed: number } }]
      expect(image.blocks.computed).toBe(0)
      return image.detections
    }
    const few = await found('--threshold', '0.9')
    expect(few).toBeLessThan(await found('--threshold', '0.05'))
    await found()
    expect(h5WithoutTimes(file()).equals(here)).toBe(true)
  }, 60_000)

  it('finds what was merged there after nobody watched any more', async () => {
    const on = (port: number) => search('--on', `ray://127.0.0.1:${port}`)
    await withFailingRay(async (port) => expect((await windhover(...on(port))).code).toBe(1))
    await worker({ plan }, { image: 0, blocks: numbers() }, { merge: 0 })
    const before = made()
    // Nothing listens there.
    const { result } = await done(...on(9))
    expect(result['images']).toMatchObject([{ blocks: { computed: 0, skipped: numbers().length } }])
    expect(made()).toBe(before)
    // Asked for once more, it is searched anew.
    expect((await windhover(...on(9))).err).toMatch(/cannot be reached/)
  }, 60_000)

  it('merges nothing twice, where the worker died that had merged', async () => {
    await worker({ plan }, { image: 0, blocks: numbers() }, { merge: 0 })
    const before = made()
    const { said } = await worker({ plan }, { merge: 0 })
    expect(said.map(({ event }) => event)).toContain('merged')
    expect([made(), existsSync(blocks())]).toEqual([before, false])
  }, 60_000)

  it('is the same job, also with another threshold', async () => {
    rmSync(file())
    const { bodies } = await withFailingRay(async (port) => {
      const on = ['--on', `ray://127.0.0.1:${port}`]
      await windhover(...search(...on, '--threshold', '0.3'))
      await windhover(...all(...on, '--threshold', '0.4'))
      await windhover(...search(...on, '--resume', '--threshold', '0.4'))
    })
    const ids = bodies.flatMap((body) => /"submission_id":"([^"]+)"/.exec(body)?.[1] ?? [])
    expect([ids.length, ids[0] === ids[2], ids[0] === ids[1]]).toEqual([3, true, false])
  }, 60_000)
})

it('reads pictures from a file server, and comes to the same', async () => {
  mkdirSync(at('served'))
  const tiff = { compression: 'jpeg', tile: true, tileWidth: 256, tileHeight: 256, pyramid: true } as const
  await sharp(at('large.png')).tiff(tiff).toFile(at('served/tiled.tif'))
  await done('import', project, at('served/tiled.tif'))
  const third = join(project, 'predictions', run, '3.h5')
  const words = ['predict', project, '--image', '3', '--run', run]
  await done(...words)
  const same = h5WithoutTimes(third)
  rmSync(third)
  const server = await startFileServer(at('served'))
  const folders = ['--paths', `${at('served')}=${server.address}`]
  await done(...words, ...slurm('search.sh'), '--slots', '1', ...folders)
  expect(h5WithoutTimes(third).equals(same)).toBe(true)
  expect(new Set(server.asked.map((asked) => asked.split(' ')[0]))).toEqual(new Set(['/tiled.tif']))
  // Margins of blocks are read twice.
  expect(server.sent).toBeLessThan(1.5 * statSync(at('served/tiled.tif')).size)
  await server.end()
  // The server is gone: its blocks are named, and why.
  const ended = await windhover(...words, ...slurm('search.sh'), '--slots', '1', ...folders)
  expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/blocks could not be computed/)])
  expect(readFileSync(at('slurm/0.out'), 'utf8')).toMatch(/"code":"picture-server"/)
}, 120_000)
