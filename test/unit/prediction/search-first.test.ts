import { describe, expect, it } from 'vitest'
import { quiet } from '../../../src/base/job'
import { Random } from '../../../src/base/random'
import { detectionRect, type Detections } from '../../../src/found/detections'
import { joinDetections } from '../../../src/found/joinDetections'
import { PartialHeat, type HeatPart } from '../../../src/found/partialHeat'
import { intersects, type Rect } from '../../../src/geometry/rect'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { predictImage } from '../../../src/prediction/predict.node'
import { WholeProgress } from '../../../src/services/wholeProgress'
import { imageRecord, scratch } from '../shared/project.fixture'
import { PaintedSource, RectangleDetector } from '../shared/painted.fixture'

// What is looked at is searched first, and what is found is told as it comes.

const path = scratch()
const [width, height] = [1500, 1100]
const random = new Random(5)
const objects = Array.from({ length: 150 }, (_, i) => ({
  ...{ x: (i % 15) * 98 + random.below(60), y: Math.floor(i / 15) * 108 + random.below(60) },
  ...{ w: 6 + random.below(24), h: 6 + random.below(24), class: random.below(2), brightness: 30 + i },
}))

class SmallWindows extends RectangleDetector {
  readonly window = 448
}

async function searched(first: Rect | undefined, name: string, level = 0) {
  const source = new PaintedSource(width, height, objects)
  const told: { found: Detections; heat: HeatPart }[] = []
  const out = path(`${name}/1.h5`)
  const onFound = (found: Detections, heat: HeatPart) => void told.push({ found, heat })
  const job = { image: 1, source, detector: new SmallWindows(), level, out, first, onFound }
  const result = await predictImage(job, quiet)
  const file = await openPrediction(out)
  const whole = {
    info: file.info,
    detections: file.detections(),
    tile: file.heatTile({ level: 0, column: 0, row: 0 }),
  }
  const coarse = file.heatTile({ level: 1, column: 0, row: 0 })
  file.close()
  return { source, told, result, whole, coarse }
}

describe('a search of a picture that somebody looks at', () => {
  const seen = { x: 800, y: 700, w: 300, h: 200 }

  it('begins with what is seen, goes outwards, and comes to the same', async () => {
    const [plain, first] = [await searched(undefined, 'plain'), await searched(seen, 'first')]
    expect(first.whole.detections).toEqual(plain.whole.detections)
    const reads = first.source.reads
    expect(reads).toHaveLength(12)
    const touches = reads.map((read) => intersects(read, seen))
    expect(touches.indexOf(false)).toBeGreaterThanOrEqual(1)
    expect(intersects(reads[0]!, { x: 950, y: 800, w: 1, h: 1 })).toBe(true)
    const away = reads.map(({ x, y, w, h }) => Math.hypot(x + w / 2 - 950, y + h / 2 - 800))
    expect(Math.max(...away.slice(0, 4))).toBeLessThan(Math.min(...away.slice(-4)))
    expect(plain.source.reads[0]).toMatchObject({ x: 0, y: 0 })
  })

  it.each([0, 1])('tells what it finds, window by window, in full-size pixels (level %i)', async (level) => {
    const { told, whole, coarse } = await searched(seen, `told${level}`, level)
    expect(told.length).toBe(level === 0 ? 12 : 4)
    const all = joinDetections(told.map(({ found }) => found))
    expect(all).toEqual(whole.detections)
    expect(all.score.length).toBeGreaterThan(100)
    const heat = new PartialHeat(width, height, told[0]!.heat.stride)
    for (const part of told) heat.put(part.heat)
    // While it is searched there is one map of all classes.
    expect({ ...heat.info, classes: 2 }).toEqual(whole.info.heat)
    expect(Buffer.compare(heat.tile(0, 0, 0), whole.tile)).toBe(0)
    expect(Buffer.compare(heat.tile(1, 0, 0), coarse)).toBe(0)
  })
})

it('a heat map of a very large picture is held coarser, and no cell is lost', () => {
  const heat = new PartialHeat(100_000, 90_000, 4)
  const [{ width: across = 0, height: down = 0 } = {}] = heat.info.levels
  expect(across * down).toBeLessThanOrEqual(16e6)
  expect(Math.ceil(100_000 / heat.info.stride)).toBe(across)
  heat.put({ stride: 4, x: 24_999, y: 22_499, w: 1, h: 1, cells: Uint8Array.of(200) })
  const last = heat.info.levels.length - 1
  expect(Math.max(...heat.tile(last, 0, 0))).toBe(200)
  const [column, row] = [Math.floor((across - 1) / 256), Math.floor((down - 1) / 256)]
  expect(heat.tile(0, column, row)[((down - 1) % 256) * 256 + ((across - 1) % 256)]).toBe(200)
})

it('lists with outlines and without become one list, by falling score', () => {
  const one = {
    ...{ xywh: Float32Array.of(0, 0, 5, 5, 9, 9, 4, 4), score: Float32Array.of(0.9, 0.2) },
    class: Uint8Array.of(0, 1),
    outlines: { offset: Uint32Array.of(0, 3, 7), points: Float32Array.from({ length: 14 }, (_, i) => i) },
  }
  const two = { xywh: Float32Array.of(1, 1, 2, 2), score: Float32Array.of(0.5), class: Uint8Array.of(2) }
  const all = joinDetections([one, two, one])
  expect([...all.class]).toEqual([0, 0, 2, 1, 1])
  expect([...all.outlines!.offset]).toEqual([0, 3, 6, 6, 10, 14])
  expect([...all.outlines!.points.subarray(12)]).toEqual(
    [6, 7, 8, 9, 10, 11, 12, 13, 6, 7, 8, 9, 10, 11, 12, 13].slice(0, 16),
  )
  expect(detectionRect(all, 2)).toEqual({ x: 1, y: 1, w: 2, h: 2 })
  expect(joinDetections([]).score.length).toBe(0)
})

it('one bar over all pictures never goes back, by their size', () => {
  const images = [
    { image: { ...imageRecord(1), width: 3000, height: 1000 }, level: 0 },
    { image: { ...imageRecord(2), width: 4000, height: 2000 }, level: 1 },
  ].map((each) => ({ ...each, image: { ...each.image, pyramid: '' } }))
  const whole = new WholeProgress(images)
  const steps = [
    whole.of(0, { done: 0, total: 0, unit: 'images' }),
    whole.of(0, { done: 1, total: 2, unit: 'windows' }),
    whole.of(1, { done: 0, total: 0, unit: 'images' }),
    whole.of(1, { done: 0, total: 4, unit: 'windows' }),
    whole.of(1, { done: 4, total: 4, unit: 'windows' }),
  ]
  expect(steps.map(({ done, total }) => [done, total])).toEqual([
    [0, 5],
    [2, 5],
    [3, 5],
    [3, 5],
    [5, 5],
  ])
  const alone = new WholeProgress(images.slice(0, 1))
  expect(alone.of(0, { done: 3, total: 9, unit: 'windows' })).toEqual({ done: 3, total: 9, unit: 'windows' })
})
