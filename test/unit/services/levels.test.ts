import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/base/job'
import { knownLevels, levelForSides, levelsFor, usableLevels } from '../../../src/tiles/levels'
import { openDataset } from '../../../src/dataset/reader.node'
import type { Shape } from '../../../src/records/records'
import { chooseLevel, detectorSearch } from '../../../src/prediction/chooseLevel.node'
import type { RawOutput } from '../../../src/heads/output'
import { built, markedImage, spec } from '../shared/dataset.fixture'
import { PaintedSource, RectangleDetector } from '../shared/painted.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = (name: string) => join(folder, name)
const large = { width: 40_000, height: 30_000, levels: 9 }

describe('the level that an image is learned at', () => {
  const sides = (...values: number[]) => Float64Array.from(values)

  it('makes its objects about 28 pixels large', () => {
    const found = [8, 25, 44, 46, 91, 138, 512].map((side) => levelForSides(sides(side), large))
    expect(found).toEqual([0, 0, 1, 1, 2, 2, 4])
    expect(levelForSides(sides(), large)).toBeUndefined()
  })

  it('keeps an image’s small objects in sight, and the image itself', () => {
    expect(levelForSides(sides(50, 50, 500, 500, 500, 500, 500), large)).toBe(2)
    expect(levelForSides(sides(15, 16, 500, 500, 500), large)).toBe(0)
    expect(levelForSides(sides(400), { width: 900, height: 500, levels: 4 })).toBe(2)
    expect(usableLevels({ width: 50, height: 50, levels: 2 })).toBe(1)
  })

  it('carries over to images on the same map', () => {
    const geo = (metres: number, epsg = 32635) => ({
      affine: [metres, 0, 5e5, 0, -metres, 6e6] as const,
      epsg,
      degrees: false,
    })
    const images = [0.12, 0.03, 0.03].map((metres) => ({ ...large, geo: geo(metres) }))
    const cars = sides(36, 38)
    expect(knownLevels(images, [cars, sides(), sides(150)])).toEqual([0, 2, 2])
    const elsewhere = { ...large, geo: geo(0.03, 4326) }
    expect(knownLevels([images[0]!, elsewhere, large], [cars, sides(), sides()])).toEqual([
      0,
      undefined,
      undefined,
    ])
  })

  it('carries over to images of which is known what a pixel measures', () => {
    const measured = (x: number, unit: 'um' | 'm') => ({ ...large, pixelSize: { x, y: x, unit } })
    const images = [measured(0.5, 'um'), measured(0.125, 'um'), measured(5e-7, 'm'), large]
    const cells = [sides(60, 64), sides(), sides(), sides()]
    expect(knownLevels(images, cells)).toEqual([1, 3, 1, undefined])
  })

  it('is that of most others where an image shows no object, and the one asked for where one is', () => {
    const images = [large, large, large, { ...large, levels: 1 }]
    const of = (image: number) => [sides(130), sides(120, 140), sides(), sides()][image]!
    expect(levelsFor('auto', images, of)).toEqual([2, 2, 2, 0])
    expect(levelsFor(1, images, of)).toEqual([1, 1, 1, 1])
    expect(levelsFor('auto', [large], () => sides())).toEqual([0])
  })
})

describe('a dataset of pictures of different scales', () => {
  it('holds each at its own level, boxes and places in the pixels of that level', async () => {
    const square = (x: number, y: number, side: number): Shape => ({ kind: 'box', x, y, w: side, h: side })
    const near = [square(200, 260, 128), square(1000, 400, 128), square(600, 900, 120)]
    const far = [square(40, 40, 30), square(300, 200, 34), square(100, 260, 30)]
    const marks = (shapes: Shape[], w: number, h: number) => ({
      shapes,
      classes: shapes.map(() => 0),
      checked: [{ x: 0, y: 0, w, h }],
    })
    const { image: one } = await markedImage(path, 1, 1500, 1200, marks(near, 1500, 1200))
    const { image: other } = await markedImage(path, 2, 400, 320, marks(far, 400, 320))
    const { summary } = await built(path('auto.h5'), [one, other], {
      spec: spec({ level: 'auto', split: [1, 0, 0] }),
    })
    expect(summary.spec.level).toBe('auto')
    const reader = await openDataset(path('auto.h5'))
    const found = new Set<string>()
    for (let tile = 0; tile < reader.length; tile++) {
      const [image, level, x, y] = reader.origin.subarray(tile * 4, tile * 4 + 4) as unknown as number[]
      expect(level).toBe(image === 0 ? 2 : 0)
      const { xywh } = reader.labels([tile])
      for (let at = 0; at < xywh.length; at += 4) {
        const box = [x! + xywh[at]!, y! + xywh[at + 1]!, xywh[at + 2]!, xywh[at + 3]!]
        found.add([image, ...box.map((value) => Math.round(value * 2 ** level!))].join())
      }
    }
    reader.close()
    const whole = (image: number, shapes: Shape[]) =>
      shapes.map((s) => (s.kind === 'box' ? [image, s.x, s.y, s.w, s.h].join() : ''))
    for (const box of [...whole(0, near), ...whole(1, far)]) expect(found).toContain(box)
  })
})

describe('searching a picture of which nobody has said how large its objects are', () => {
  /** Sure of squares of 23 to 45 pixels, which it has learned; of all others it thinks "perhaps". */
  class Learned extends RectangleDetector {
    override async predict(...window: Parameters<RectangleDetector['predict']>): Promise<RawOutput> {
      const output = await super.predict(...window)
      output.heat.forEach((score, at) => {
        const side = output.size[at & ~1]!
        if (score > 0) output.heat[at] = side > 23 && side < 45 ? 0.8 : 0.3
      })
      return output
    }
  }
  const square = (x: number, y: number, side: number) =>
    ({ x, y, w: side, h: side, class: 0, brightness: 200 }) as const
  const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }

  it.each([
    [30, 0],
    [60, 1],
    [128, 2],
    [260, 3],
  ])('objects of %i pixels are searched at level %i', async (side, level) => {
    const objects = Array.from({ length: 6 }, (_, i) => square(100 + i * 420, 80 + (i % 3) * 500, side))
    const clutter = Array.from({ length: 40 }, (_, i) => square(20 + i * 60, 1600 + (i % 5) * 24, 8))
    const source = new PaintedSource(2600, 1800, [...objects, ...clutter])
    expect(await chooseLevel(source, detectorSearch(new Learned()), quiet)).toBe(level)
  })

  it('looks at parts of a very large picture, and tells how far it is', async () => {
    const objects = Array.from({ length: 400 }, (_, i) =>
      square(100 + (i % 20) * 600, 90 + Math.floor(i / 20) * 600, 128),
    )
    const source = new PaintedSource(12_000, 12_000, objects)
    const steps: Progress[] = []
    expect(
      await chooseLevel(source, detectorSearch(new Learned()), { ...quiet, progress: (p) => steps.push(p) }),
    ).toBe(2)
    expect(source.reads.reduce((sum, { w, h }) => sum + w * h, 0)).toBeLessThan(12_000 ** 2)
    const shares = steps.map(({ done, total }) => done / total)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('stays at full size where it finds nothing at any', async () => {
    expect(
      await chooseLevel(new PaintedSource(700, 500, []), detectorSearch(new RectangleDetector()), quiet),
    ).toBe(0)
  })
})
