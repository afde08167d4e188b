import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Progress } from '../../../src/base/job'
import { Random } from '../../../src/base/random'
import { intersects, type Rect } from '../../../src/geometry/rect'
import { planWindows } from '../../../src/heads/plan'
import { predictImage } from '../../../src/prediction/predict.node'
import { detectionRect } from '../../../src/found/detections'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { type Painted, PaintedSource, RectangleDetector } from '../shared/painted.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Rectangles apart from each other; the first ones lie on the borders between windows' cores and in the corners. */
function scatter(width: number, height: number, seed: number): Painted[] {
  const random = new Random(seed)
  const plan = planWindows(width, height, new RectangleDetector())
  const borders = plan.rows.flat().flatMap(({ core }) => {
    const [x, y] = [core.x * 4, core.y * 4]
    return [-12, -8, -4, -2, 0, 4].map((by, i) => ({ x: x + by, y: y + i * 60 + by, w: 12, h: 9 }))
  })
  const corners = [
    { x: 0, y: 0, w: 9, h: 11 },
    { x: width - 13, y: height - 10, w: 13, h: 10 },
  ]
  const anywhere = Array.from({ length: 60 }, () => {
    const [w, h] = [4 + random.below(26), 4 + random.below(26)]
    return { x: random.below(Math.max(1, width - w)), y: random.below(Math.max(1, height - h)), w, h }
  })
  const objects: Painted[] = []
  for (const rect of [...corners, ...borders, ...anywhere]) {
    if (rect.x < 0 || rect.y < 0 || rect.x + rect.w > width || rect.y + rect.h > height) continue
    const around = { x: rect.x - 9, y: rect.y - 9, w: rect.w + 18, h: rect.h + 18 }
    if (objects.some((o) => intersects(o, around))) continue
    objects.push({ ...rect, class: random.below(2), brightness: 20 + random.below(230) })
  }
  return objects
}

const context = (more: Partial<{ signal: AbortSignal; progress: (p: Progress) => void }> = {}) => ({
  signal: new AbortController().signal,
  progress: () => {},
  warn: (sentence: string) => expect.fail(sentence),
  ...more,
})

describe('searching an image', () => {
  const sizes = [
    [2501, 1703],
    [1030, 777],
    [333, 97],
    [40, 2111],
    [5, 3],
  ] as const
  it.each(sizes)(
    'practice 1: in %i × %i finds every object exactly once, where it is',
    async (width, height) => {
      const objects = width > 20 ? scatter(width, height, width) : []
      const source = new PaintedSource(width, height, objects)
      const out = join(folder, 'runs', `${width}.h5`)
      const progress: Progress[] = []
      const result = await predictImage(
        { image: 7, source, detector: new RectangleDetector(), level: 0, out },
        context({ progress: (p) => progress.push(p) }),
      )
      expect(progress.at(-1)).toMatchObject({ done: source.reads.length, total: source.reads.length })
      const file = await openPrediction(out)
      const found = file.detections()
      const expected = [...objects].sort((a, b) => b.brightness - a.brightness || a.x - b.x || a.y - b.y)
      const rows = [...found.score].map((score, i) => {
        return { ...detectionRect(found, i), class: found.class[i]!, brightness: Math.round(score * 255) }
      })
      rows.sort((a, b) => b.brightness - a.brightness || a.x - b.x || a.y - b.y)
      expect(rows).toEqual(
        expected.map(({ x, y, w, h, class: c, brightness }) => ({ x, y, w, h, class: c, brightness })),
      )
      expect([...found.score]).toEqual([...found.score].sort((a, b) => b - a))
      expect(result.detections).toBe(objects.filter((o) => o.brightness / 255 >= 0.5).length)
      expect(file.info).toMatchObject({
        run: '2026-11-22-1530-a3',
        image: 7,
        width,
        height,
        classNames: ['red', 'green'],
        threshold: 0.5,
      })
      checkHeat(file, objects)
      file.close()
    },
  )

  it('searches a smaller level, and says in full-size pixels what it finds there', async () => {
    const [width, height] = [2501, 1703]
    const quarter = new PaintedSource(626, 426, [
      { x: 30, y: 40, w: 12, h: 9, class: 1, brightness: 200 },
      { x: 616, y: 420, w: 10, h: 6, class: 0, brightness: 150 },
    ])
    const read = vi.fn((region: Rect, _level: number) => quarter.read(region))
    const source = { width, height, levels: 5, read, close: async () => {} }
    const out = join(folder, 'quarter.h5')
    const result = await predictImage(
      { image: 1, source, detector: new RectangleDetector(), level: 2, out },
      context(),
    )
    expect(new Set(read.mock.calls.map(([, level]) => level))).toEqual(new Set([2]))
    expect(result).toMatchObject({ detections: 2, level: 2 })
    const file = await openPrediction(out)
    const found = file.detections()
    expect(detectionRect(found, 0)).toEqual({ x: 120, y: 160, w: 48, h: 36 })
    // The last column and row of the level reach over the image by what does not go into four.
    expect(detectionRect(found, 1)).toEqual({ x: 2464, y: 1680, w: 37, h: 23 })
    expect(file.info.heat).toMatchObject({ stride: 16, levels: [{ width: 157, height: 107 }] })
    file.close()
  })

  it('reads the next window while the network computes, and takes a threshold of the caller', async () => {
    const source = new PaintedSource(2000, 900, scatter(2000, 900, 3))
    const detector = new RectangleDetector()
    const readBefore: number[] = []
    detector.onPredict = () => readBefore.push(source.reads.length)
    const out = join(folder, 'threshold.h5')
    const { detections } = await predictImage(
      { image: 1, source, detector, level: 0, out, threshold: 0.9 },
      context(),
    )
    const windows = source.reads.length
    expect(windows).toBeGreaterThan(1)
    expect(readBefore).toEqual(Array.from({ length: windows }, (_, i) => Math.min(windows, i + 2)))
    expect(detections).toBe(source.objects.filter((o) => o.brightness / 255 >= 0.9).length)
    const file = await openPrediction(out)
    expect(file.info.threshold).toBe(0.9)
    file.close()
  })

  it('leaves the older prediction, and nothing else, when it is cancelled or the image cannot be read', async () => {
    const place = join(folder, 'kept')
    const out = join(place, '1.h5')
    const source = new PaintedSource(2500, 1700, scatter(2500, 1700, 4))
    const detector = new RectangleDetector()
    await predictImage(
      { image: 1, source: new PaintedSource(64, 64, []), detector, level: 0, out },
      context(),
    )
    const before = readFileSync(out)
    const controller = new AbortController()
    detector.onPredict = () => setTimeout(() => controller.abort(), 0)
    const job = { image: 1, source, detector, level: 0, out }
    await expect(predictImage(job, context({ signal: controller.signal }))).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(source.reads.length).toBeLessThan(5)
    detector.onPredict = () => {}
    source.onRead = (region) => {
      if (region.y > 0) throw new Error('this part is torn')
    }
    await expect(predictImage(job, context())).rejects.toThrow(/torn/)
    expect(readFileSync(out).equals(before)).toBe(true)
    expect(readdirSync(place)).toEqual(['1.h5'])
  })

  it('says in one sentence what is wrong with a file', async () => {
    const out = join(folder, 'broken.h5')
    const source = new PaintedSource(300, 200, scatter(300, 200, 5))
    await predictImage({ image: 1, source, detector: new RectangleDetector(), level: 0, out }, context())
    const bytes = readFileSync(out)
    writeFileSync(out, bytes.subarray(0, bytes.length / 2))
    await expect(openPrediction(out)).rejects.toMatchObject({ code: 'h5-damaged' })
    writeFileSync(out, 'text')
    await expect(openPrediction(out)).rejects.toMatchObject({ code: 'h5-foreign' })
    await expect(openPrediction(join(folder, 'none.h5'))).rejects.toMatchObject({ code: 'file-missing' })
  })
})

/** Level 0 holds each object's score in the cell of its centre and nothing else; every level the maxima of the one before. */
function checkHeat(file: Awaited<ReturnType<typeof openPrediction>>, objects: readonly Painted[]): void {
  const { levels, stride } = file.info.heat
  const whole = levels.map(({ width, height }, level) => {
    const map = new Uint8Array(width * height)
    for (let row = 0; row * 256 < height; row++) {
      for (let column = 0; column * 256 < width; column++) {
        const tile = file.heatTile({ level, column, row })
        expect(tile.length).toBe(65_536)
        tile.forEach((value, i) => {
          const [x, y] = [column * 256 + (i % 256), row * 256 + Math.floor(i / 256)]
          if (x < width && y < height) map[y * width + x] = value
          else if (value !== 0) expect.fail('heat beyond the border')
        })
      }
    }
    return map
  })
  expect(levels[0]).toEqual({
    width: Math.ceil(file.info.width / stride),
    height: Math.ceil(file.info.height / stride),
  })
  expect(Math.max(levels.at(-1)!.width, levels.at(-1)!.height)).toBeLessThanOrEqual(256)
  const expected = new Uint8Array(whole[0]!.length)
  for (const o of objects) {
    const cell =
      Math.floor((o.y + o.h / 2) / stride) * levels[0]!.width + Math.floor((o.x + o.w / 2) / stride)
    expected[cell] = o.brightness
  }
  expect(Buffer.compare(whole[0]!, expected)).toBe(0)
  for (let level = 1; level < levels.length; level++) {
    const { width } = levels[level]!
    const half = new Uint8Array(whole[level]!.length)
    const below = levels[level - 1]!.width
    whole[level - 1]!.forEach((value, i) => {
      const to = (Math.floor(i / below) >> 1) * width + ((i % below) >> 1)
      half[to] = Math.max(half[to]!, value)
    })
    expect(Buffer.compare(whole[level]!, half), `level ${level}`).toBe(0)
  }
}
