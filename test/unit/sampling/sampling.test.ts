import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelTile } from '../../../src/dataset/cutTile'
import { splitNames, type DatasetSpec, type SplitName } from '../../../src/tiles/tiles'
import type { Shape } from '../../../src/records/records'
import { contains, containsPoint, intersects, type Rect } from '../../../src/geometry/rect'
import { forecast } from '../../../src/sampling/forecast'
import type { SamplingPlan } from '../../../src/sampling/plan'
import { unionArea } from '../../../src/geometry/unionArea'
import type { SceneInput } from '../../../src/sampling/scene'
import { size, spec, scene, at, scattered, plan, rectOf, count, labels } from './sampling.fixture'

const scenes = fc
  .record({
    images: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 20, max: 450 }),
    height: fc.integer({ min: 20, max: 300 }),
    objects: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(10_000),
    checked: fc.constantFrom('whole', 'part', 'none'),
    split: fc.constantFrom<DatasetSpec['split']>(
      [0.7, 0.2, 0.1],
      [0.8, 0.2, 0],
      [0.5, 0.25, 0.25],
      [1, 0, 0],
    ),
  })
  .map(({ images, width, height, objects, seed, checked, split }) => {
    const inputs = Array.from({ length: images }, (_, i) => {
      const marked = scattered(objects, width, height, seed + i, 8).map((m, k) => ({
        ...m,
        class: k % 7 ? 0 : 1,
      }))
      const area = {
        whole: [at(0, 0, width, height)],
        part: [at(5, 10, width / 2, height / 2), at(width / 3, 20, width / 2, height / 3)],
        none: [],
      }[checked]
      return scene(width, height, marked, area, seed % 3 ? [] : [at(width / 2, height / 2, 9)])
    })
    return { inputs, spec: spec({ split, seed }) }
  })

describe('a plan, whatever the images', () => {
  it('teaches no pixel and no object to two splits', () => {
    fc.assert(
      fc.property(scenes, ({ inputs, spec: s }) => {
        const p = plan(inputs, s)
        const owners = inputs.map(({ width, height }) => new Uint8Array(width * height))
        const objects = new Map<string, SplitName>()
        p.tiles.forEach((_, i) => {
          const { tile, from, mask, xywh, classes } = labels(p, i)
          const bit = 1 << splitNames.indexOf(tile.split)
          const owner = owners[tile.image] as Uint8Array
          for (let k = 0; k < mask.length; k++) {
            if (mask[k] === 255) continue
            const [x, y] = [tile.x + (k % size), tile.y + Math.floor(k / size)]
            const pixel = y * from.input.width + x
            if (!containsPoint(from.bounds, x, y)) expect.fail(`a pixel outside the image is taught`)
            owner[pixel] = (owner[pixel] as number) | bit
          }
          for (const o of from.objectsIn(rectOf(tile))) {
            const box = from.box(o)
            const [left, top] = [Math.max(0, box.x - tile.x), Math.max(0, box.y - tile.y)]
            const right = Math.min(size, box.x + box.w - tile.x)
            const bottom = Math.min(size, box.y + box.h - tile.y)
            const cut = [left, top, right - left, bottom - top]
            const shown = classes.some(
              (c, n) =>
                c === from.class(o) && cut.every((v, k) => Math.abs((xywh[n * 4 + k] as number) - v) < 1e-9),
            )
            if (!shown) continue
            const key = `${tile.image} ${o}`
            expect(objects.get(key) ?? tile.split).toBe(tile.split)
            objects.set(key, tile.split)
          }
        })
        for (const owner of owners)
          expect(owner.every((bits) => bits === 0 || (bits & (bits - 1)) === 0)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('takes for background only what was checked or rejected, and never an object', () => {
    fc.assert(
      fc.property(scenes, ({ inputs, spec: s }) => {
        const p = plan(inputs, s)
        p.tiles.forEach((_, i) => {
          const { tile, from, mask } = labels(p, i)
          const known = [...from.input.checked, ...from.input.rejections]
          for (let k = 0; k < mask.length; k++) {
            if (mask[k] !== 0) continue
            const [x, y] = [tile.x + (k % size) + 0.5, tile.y + Math.floor(k / size) + 0.5]
            if (!known.some((r) => containsPoint(r, x, y)))
              expect.fail(`unchecked pixel ${x}, ${y} is background`)
            if (from.objectsIn(at(x, y, 0)).some((o) => containsPoint(from.box(o), x, y)))
              expect.fail(`object at ${x}, ${y} is background`)
          }
          if (tile.kind !== 'background') return
          expect(from.hasObject(rectOf(tile))).toBe(false)
          expect(from.checkedShare(rectOf(tile))).toBeGreaterThanOrEqual(0.95)
        })
      }),
      { numRuns: 30 },
    )
  })

  it('gives the same tiles for the same seed, and tiles inside the image where there is room', () => {
    fc.assert(
      fc.property(scenes, ({ inputs, spec: s }) => {
        const p = plan(inputs, s)
        expect(plan(inputs, s).tiles).toEqual(p.tiles)
        for (const tile of p.tiles) {
          const { width, height } = inputs[tile.image] as SceneInput
          if (width >= size && height >= size)
            expect(contains(at(0, 0, width, height), rectOf(tile))).toBe(true)
          else expect(intersects(at(0, 0, width, height), rectOf(tile))).toBe(true)
          expect((s.split[splitNames.indexOf(tile.split)] as number) > 0).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('leaves no gap between the blocks of the splits', () => {
    fc.assert(
      fc.property(scenes, ({ inputs, spec: s }) => {
        plan(inputs, s).blocks.forEach((blocks, i) => {
          const { width, height } = inputs[i] as SceneInput
          expect(blocks.list.reduce((sum, b) => sum + b.rect.w * b.rect.h, 0)).toBe(width * height)
          expect(unionArea(blocks.list.map((b) => b.rect))).toBe(width * height)
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('the mix of tiles', () => {
  it('finds the one house in 99 tiles of land: half of the tiles show it, the others do not', () => {
    const p = plan([scene(640, 640, [{ rect: at(300, 200, 20) }])], spec({ split: [1, 0, 0] }))
    const positives = p.tiles.filter((t) => t.kind === 'positive')
    expect(positives.length).toBeGreaterThanOrEqual(100)
    expect(positives.every((t) => contains(rectOf(t), at(300, 200, 20)))).toBe(true)
    const places = new Set(positives.map((t) => `${300 - t.x},${200 - t.y}`))
    expect(places.size).toBeGreaterThan(80)
    expect(count(p, 'background') + count(p, 'near')).toBe(positives.length)
    expect(count(p, 'background')).toBeGreaterThan(positives.length / 2)
    expect(p.warnings).toEqual([])
  })

  it('shows rare classes more often, and has them in training', () => {
    const images = Array.from({ length: 8 }, (_, i) => {
      const cars = scattered(50, 1000, 800, i)
      return scene(1000, 800, i === 3 || i === 6 ? [...cars, { rect: at(500, 400, 12), class: 1 }] : cars)
    })
    const p = plan(images)
    const shown = [0, 0]
    const inTrain = [0, 0]
    p.tiles.forEach((tile, i) => {
      if (tile.kind !== 'positive') return
      for (const c of labels(p, i).classes) {
        shown[c] = (shown[c] as number) + 1
        if (tile.split === 'train') inTrain[c] = (inTrain[c] as number) + 1
      }
    })
    expect(inTrain[1]).toBeGreaterThan(0)
    expect((shown[1] as number) / 2).toBeGreaterThan((1.5 * (shown[0] as number)) / 400)
  })

  it('without a checked area learns from objects alone, ignores the rest, and says so', () => {
    const p = plan([scene(900, 900, scattered(20, 900, 900), [])], spec({ split: [1, 0, 0] }))
    expect(new Set(p.tiles.map((t) => t.kind))).toEqual(new Set(['positive']))
    expect(p.warnings.join()).toMatch(/No area is checked/)
    expect(labels(p, 0).mask.includes(0)).toBe(false)
    expect(labels(p, 0).mask.includes(1)).toBe(true)
  })

  it('in a crowded picture takes what surrounds the objects for lack of empty tiles', () => {
    const grid = Array.from({ length: 400 }, (_, i) => ({ rect: at((i % 20) * 30, Math.floor(i / 20) * 30) }))
    const p = plan([scene(600, 600, grid)], spec({ split: [1, 0, 0] }))
    expect(count(p, 'background')).toBe(0)
    expect(count(p, 'near')).toBeGreaterThan(count(p, 'positive') * 0.9)
  })

  it('shows what a person rejected, as hard negatives', () => {
    const wrong = [at(100, 100, 12), at(500, 420, 12)]
    const p = plan([scene(700, 700, scattered(10, 300, 300), [], wrong)], spec({ split: [1, 0, 0] }))
    const hard = p.tiles.map((tile, i) => ({ tile, i })).filter(({ tile }) => tile.kind === 'hard')
    expect(hard.length).toBeGreaterThanOrEqual(2)
    for (const { tile, i } of hard) {
      const place = wrong.find((r) => contains(rectOf(tile), r)) as Rect
      expect(place).toBeDefined()
      const { mask, from } = labels(p, i)
      if (!from.hasObject(place))
        expect(mask[Math.round(place.y + 6 - tile.y) * size + Math.round(place.x + 6 - tile.x)]).toBe(0)
    }
  })

  it('says when objects are too large for the tile', () => {
    const p = plan(
      [scene(900, 900, [{ rect: at(100, 100, 300) }, { rect: at(500, 500, 20) }])],
      spec({ split: [1, 0, 0] }),
    )
    expect(p.warnings.join()).toMatch(/1 object is too large for a tile of 32/)
  })

  it('plans 30,000 objects in seconds, with few tiles an object', { timeout: 60_000 }, () => {
    const objects = scattered(30_000, 8_000, 8_000)
    const p = plan([scene(8_000, 8_000, objects)])
    expect(count(p, 'positive')).toBeLessThan(30_000)
    expect(count(p, 'positive')).toBeGreaterThan(5_000)
    expect(count(p, 'background', 'train') + count(p, 'near', 'train')).toBe(count(p, 'positive', 'train'))
  })
})

describe('the budget', () => {
  it('bounds what a crowded picture makes, with every class in it', { timeout: 60_000 }, () => {
    const crowd = scattered(50_000, 10_000, 10_000).map((m, i) => ({ ...m, class: i % 1000 ? 0 : 1 }))
    const p = plan([scene(10_000, 10_000, crowd)], spec({ tiles: 2000, split: [1, 0, 0] }))
    expect(p.tiles.length).toBeLessThanOrEqual(2000)
    expect(p.tiles.length).toBeGreaterThan(1900)
    const shown = forecast(spec({ tiles: 2000, split: [1, 0, 0] }), p, 2).seen
    expect(shown[1]?.mean).toBeGreaterThan(2 * (shown[0]?.mean ?? 1))
  })

  it('is spent in the shares asked for, in every part', () => {
    const shares = { positive: 0.25, near: 0.25, background: 0.5, hard: 0 }
    const p = plan([scene(4000, 3000, scattered(200, 4000, 3000))], spec({ shares, tiles: 400, guard: 8 }))
    expect(p.tiles.length).toBeLessThanOrEqual(400)
    for (const [kind, share] of Object.entries(shares))
      expect(Math.abs(count(p, kind) / p.tiles.length - share), kind).toBeLessThan(0.03)
  })

  it('goes to other negatives where one kind is lacking', () => {
    const shares = { positive: 0.5, near: 0.1, background: 0.1, hard: 0.3 }
    const p = plan([scene(900, 900, scattered(9, 900, 900))], spec({ shares, split: [1, 0, 0] }))
    expect(count(p, 'hard')).toBe(0)
    expect(count(p, 'background') + count(p, 'near')).toBe(count(p, 'positive'))
  })

  it('is foreseen: what the forecast counts is what the tiles teach', () => {
    const s = spec({ guard: 8, visible: 0.8 })
    const p = plan([scene(900, 700, scattered(60, 900, 700))], s)
    const foreseen = forecast(s, p, 2)
    let taught = 0
    p.tiles.forEach((tile, i) => {
      if (tile.split === 'train') taught += labels(p, i, 0.8).classes.length
    })
    expect(foreseen.objectsPerTile * foreseen.splits.train.tiles).toBeCloseTo(taught, 6)
    expect(foreseen.tiles.positive).toBe(count(p, 'positive'))
    const objects = foreseen.seen.reduce((n, c) => n + c.objects, 0)
    expect(objects).toBe(foreseen.splits.train.objects)
    expect(foreseen.seen[0]?.mean).toBeGreaterThan(1)
  })
})

describe('an object of which a tile shows too little', () => {
  const p = plan([scene(200, 200, [{ rect: at(90, 90, 20) }])], spec({ split: [1, 0, 0] }))
  const cut = (visible: number) => {
    const tile = { image: 0, level: 0, x: 100, y: 84, kind: 'positive', split: 'train' } as const
    const blocks = p.blocks[0] as SamplingPlan['blocks'][number]
    const from = p.scenes[0] as SamplingPlan['scenes'][number]
    const shapes: Shape[] = [{ kind: 'box', ...from.box(0) }]
    return labelTile(tile, size, { scene: from, blocks, shapes, scale: 1, visible })
  }

  it('is ignored below the share that the person set, and taught from it on; never background', () => {
    const inside = 6 * size + 2
    expect(cut(0.6).classes).toEqual([])
    expect(cut(0.6).mask[inside]).toBe(255)
    expect(cut(0.4).classes).toEqual([0])
    expect(cut(0.4).mask[inside]).toBe(1)
  })
})
