import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { quiet } from '../../../src/base/job'
import type { JobRunner } from '../../../src/base/wire'
import { placeOption } from '../../../src/cli/placeOptions.node'
import { intersects } from '../../../src/geometry/rect'
import type { TrainerJobs } from '../../../src/services/jobs'
import type { PartialDetections } from '../../../src/services/searchedImage'
import { LocalRunner } from '../../../src/services/localRunner'
import { lookAtBlocks } from '../../../src/services/lookAtBlocks.node'
import { LookBudget } from '../../../src/services/lookBudget'
import { searchAway, type Away } from '../../../src/services/searchAway.node'
import { searchImages } from '../../../src/services/searchImages.node'
import { trainerJobs } from '../../../src/services/trainerJobs.node'
import { at, clean } from '../shared/options.fixture'
import { blocks, error, numbers, plan, searchHere, worker } from './awaySearch.fixture'

// The worker that a place starts: as lines ask, and what of its blocks is seen meanwhile.

beforeAll(searchHere, 300_000)
afterAll(clean)

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
  const count = () => numbers().length
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
    await worker({ plan }, { image: 0, blocks: numbers() })
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
