import { spawn } from 'node:child_process'
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
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { quiet } from '../../../src/base/job'
import type { JobRunner } from '../../../src/base/wire'
import { placeOption } from '../../../src/cli/placeOptions.node'
import { runCommandLine } from '../../../src/cli/run.node'
import { intersects } from '../../../src/geometry/rect'
import type { TrainerJobs } from '../../../src/services/jobs'
import type { PartialDetections } from '../../../src/services/searchedImage'
import { LocalRunner } from '../../../src/services/localRunner'
import { lookAtBlocks } from '../../../src/services/lookAtBlocks.node'
import { LookBudget } from '../../../src/services/lookBudget'
import { searchAway, type Away } from '../../../src/services/searchAway.node'
import { searchImages } from '../../../src/services/searchImages.node'
import type { SearchPlan } from '../../../src/services/searchPlan'
import { trainerJobs } from '../../../src/services/trainerJobs.node'
import { root } from '../../fixtures/commandLine'
import { startFileServer } from '../../fixtures/fileServer'
import { cannotCount, counted, readSockets } from '../../fixtures/sockets'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, clean, done, drawSquares, project, train, windhover } from '../shared/options.fixture'
import { rayStandIn, withFailingRay } from './rayStandIn'
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

const uncounted = cannotCount()

it.skipIf(uncounted)(
  `speaks with the host that was named, and no other${uncounted ? ` (${uncounted})` : ''}`,
  async () => {
    const state = rayStandIn({})
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

describe('while others compute', () => {
  /** What somebody looks at: the lower right corner. */
  const rect = { x: 1700, y: 1700, w: 400, h: 400 }
  const saved = () => at('saved')
  const count = () => plan.images[0]?.blocks ?? 0
  const sizeOf = (block: number) => statSync(join(saved(), `${block}.block`)).size
  const restore = () => {
    rmSync(blocks(), { recursive: true, force: true })
    cpSync(saved(), blocks(), { recursive: true })
  }
  /** What a search here tells of its blocks, in order. */
  const here: PartialDetections[] = []
  const told: PartialDetections[] = []
  const searching = () => {
    const { runDir, engine } = plan
    const { image, level, tiles, out } = plan.images[0]!
    return { runDir, engine, image: { image, level, tiles, out } }
  }
  const look = async (limit: number, seen: readonly number[] = []) => {
    const report = (data: unknown) => void told.push(data as PartialDetections)
    return lookAtBlocks({ ...searching(), rect, seen, limit }, { ...quiet, report })
  }
  const byPlace = (all: readonly PartialDetections[]) =>
    [...all].sort(({ heat: a }, { heat: b }) => a.y - b.y || a.x - b.x)
  beforeEach(() => void told.splice(0))

  beforeAll(async () => {
    await worker({ plan }, { image: 0, blocks: Array.from({ length: count() }, (_, block) => block) })
    cpSync(blocks(), saved(), { recursive: true })
    const { image, ...job } = searching()
    const report = (data: unknown) => void here.push(data as PartialDetections)
    const images = [{ ...image, out: at('here/2.h5'), first: rect }]
    await searchImages({ ...job, images }, { ...quiet, report })
  }, 60_000)

  it('shows what they find as a search here does, what is looked at first', async () => {
    expect(await look(1e6)).toMatchObject({ more: false })
    expect(told).toHaveLength(count())
    expect(told).toEqual(here)
    expect(told.reduce((sum, { detections }) => sum + detections.score.length, 0)).toBeGreaterThan(10)
    const { stride, x, y, w, h } = told[0]!.heat
    const place = { x: x * stride, y: y * stride, w: w * stride, h: h * stride }
    expect(intersects(place, rect)).toBe(true)
  })

  it('reads no more than it may at once, no block twice, and in the end all', async () => {
    const largest = Math.max(...Array.from({ length: count() }, (_, block) => sizeOf(block)))
    const limit = 2 * (largest + 512 + 64 * count())
    const seen: number[] = []
    let [looks, before] = [0, 0]
    for (let more = true; more; looks++) {
      const { numbers, bytes, ...rest } = await look(limit, seen)
      more = rest.more
      const files = numbers.reduce((sum, block) => sum + sizeOf(block), 0)
      expect(bytes).toBeLessThanOrEqual(limit)
      expect(bytes).toBeGreaterThan(files)
      expect(told.length - before).toBe(numbers.length)
      before = told.length
      seen.push(...numbers)
      expect(looks).toBeLessThan(count())
    }
    expect(looks).toBeGreaterThan(2)
    expect(new Set(seen).size).toBe(count())
    expect(byPlace(told)).toEqual(byPlace(here))
    expect(await look(limit, seen)).toMatchObject({ numbers: [], more: false })
    expect(await look(0)).toEqual({ numbers: [], bytes: 0, more: true })
  })

  it('takes what is cut off, foreign or far too large for none', async () => {
    truncateSync(join(blocks(), '0.block'), sizeOf(0) - 1)
    cpSync(join(saved(), '3.block'), join(blocks(), '1.block'))
    truncateSync(join(blocks(), '2.block'), 1e9)
    const { numbers, bytes } = await look(1e6)
    expect(numbers).toHaveLength(count())
    expect(bytes).toBeLessThan(1e6)
    const places = here.map(({ heat: { x, y } }) => [y, x])
    const sorted = [...places].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)
    const missing = places.filter(
      (place) => !told.some(({ heat: { x, y } }) => place[0] === y && place[1] === x),
    )
    expect(missing.sort()).toEqual(sorted.slice(0, 3).sort())
    restore()
  })

  it('asks for few names of a very large picture, and lists all where all is looked at', async () => {
    const { image, ...job } = searching()
    const side = { width: 100_000, height: 100_000, levels: 9 }
    const large = { ...image, out: at('large/2.h5'), image: { ...image.image, ...side } }
    mkdirSync(at('large/2.blocks'), { recursive: true })
    for (let block = 0; block < 3000; block++) writeFileSync(at('large/2.blocks', `${block}.block`), '')
    const look = async (size: number, limit = 1e6) => {
      const rect = { x: 50_000, y: 50_000, w: size, h: size }
      const { numbers, ...rest } = await lookAtBlocks(
        { ...job, image: large, rect, seen: [], limit },
        { ...quiet, report: () => expect.unreachable() },
      )
      return { ...rest, count: numbers.length }
    }
    const near = await look(1000)
    expect(near.count).toBeGreaterThan(0)
    expect(near.bytes).toBe(near.count * 256)
    expect(near.bytes).toBeLessThan(2000)
    const all = await look(50_000)
    expect(all.count).toBeGreaterThan(600)
    expect(all.bytes).toBeLessThanOrEqual(1e6)
    expect(await look(50_000, 1e5)).toEqual({ count: 0, bytes: 0, more: true })
  })

  it('holds all looks of a search together', () => {
    const budget = new LookBudget()
    const looks = Array.from({ length: 400 }, (_, i) => {
      const limit = budget.limit(i / 300)
      budget.spend(limit)
      return limit
    })
    expect(Math.max(...looks)).toBeLessThanOrEqual(500_000)
    expect(looks.slice(0, 2).reduce((a, b) => a + b)).toBeLessThan(500_000)
    expect(looks.reduce((a, b) => a + b)).toBe(1_500_000)
    expect(looks.slice(200, 300).every((limit) => limit > 0)).toBe(true)
  })

  it('tells it to whoever looks, and reads none of it for the command line', async () => {
    rmSync(blocks(), { recursive: true })
    // A second writer, which ends when all was seen.
    const copy = `for file in '${saved()}'/*.block; do
  cp "$file" '${blocks()}/.new' && mv '${blocks()}/.new' '${blocks()}'/"$(basename "$file")"
  sleep 0.1
done`
    const wait = `while [ ! -e '${at('go')}' ]; do sleep 0.1; done`
    writeFileSync(at('copy.sh'), `#!/bin/sh\nmkdir -p '${blocks()}'\n${copy}\n${wait}\n`)
    const { image, ...job } = searching()
    const local = new LocalRunner(trainerJobs())
    const asked: { readonly name: string; readonly looked: boolean }[] = []
    let looked = false
    const trainer: JobRunner<TrainerJobs> = {
      run(name, input, context) {
        asked.push({ name, looked })
        return local.run(name, input, context)
      },
    }
    const searched = (away: Away) => {
      const report = (data: unknown) => {
        told.push(data as PartialDetections)
        if (told.length === count()) writeFileSync(at('go'), '')
      }
      return searchAway({ trainer }, { ...job, images: [image] }, away, { ...quiet, report })
    }
    const away = placeOption({ on: `slurm:${at('copy.sh')}`, slots: '1' }) as Away
    // Nobody looks at first.
    const looking = () => {
      looked ||= existsSync(join(blocks(), '3.block'))
      return looked ? { image: image.image.id, rect } : undefined
    }
    await searched({ ...away, looking })
    expect(byPlace(told)).toEqual(byPlace(here))
    const looks = asked.filter(({ name }) => name === 'predict.look')
    expect(looks.length).toBeGreaterThan(0)
    expect(looks.every((each) => each.looked)).toBe(true)
    rmSync(blocks(), { recursive: true })
    asked.length = told.length = 0
    await searched(away)
    expect([asked.map(({ name }) => name), told]).toEqual([['predict.plan', 'predict.plan'], []])
    expect(readdirSync(blocks())).toHaveLength(count())
  }, 60_000)
})

it('merges here where all is there, also when the place cannot be reached', async () => {
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

it('waits for a cluster that still merges what is all there', async () => {
  const merged = at('merged.h5')
  const numbers = Array.from({ length: plan.images[0]?.blocks ?? 0 }, (_, i) => i)
  cpSync(file(), merged)
  await worker({ plan }, { image: 0, blocks: numbers })
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
    expect(result['images']).toMatchObject([{ blocks: { computed: 0, skipped: numbers.length } }])
  } finally {
    vi.unstubAllEnvs()
    server.close()
  }
  expect(readFileSync(file()).equals(readFileSync(merged))).toBe(true)
  expect(state.asked.filter((each) => each.startsWith('POST'))).toEqual([])
}, 60_000)

describe('given again with --resume', () => {
  const all = (...more: string[]) => ['predict', project, '--image', 'all', '--run', run, '--resume', ...more]
  const numbers = () => Array.from({ length: plan.images[0]?.blocks ?? 0 }, (_, i) => i)
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
