import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { splitNames, type SplitName } from '../../../src/tiles/tiles'
import type { Rect } from '../../../src/geometry/rect'
import { chooseSplit } from '../../../src/sampling/adaptiveSplit'
import type { SamplingPlan } from '../../../src/sampling/plan'
import { stratify } from '../../../src/sampling/stratify'
import { size, spec, scene, at, scattered, plan, rectOf, labels } from './sampling.fixture'

describe('the guard band', () => {
  it('keeps the pixels of two parts as far apart as asked for, inside one image', () => {
    const s = spec({ guard: 24 })
    const p = plan([scene(3000, 2000, scattered(300, 3000, 2000))], s)
    const blocks = p.blocks[0] as SamplingPlan['blocks'][number]
    expect(blocks.guard).toBe(24)
    const taught = { train: [] as Rect[], val: [] as Rect[], test: [] as Rect[] }
    p.tiles.slice(0, 400).forEach((_, i) => {
      const { tile, mask } = labels(p, i)
      for (let k = 0; k < mask.length; k += 37)
        if (mask[k] !== 255)
          taught[tile.split].push(at(tile.x + (k % size), tile.y + Math.floor(k / size), 1))
    })
    expect(taught.val.length).toBeGreaterThan(100)
    for (const a of taught.val)
      for (const b of [...taught.train, ...taught.test])
        if (Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < 24) expect.fail('two parts meet in the band')
    expect(p.warnings.join()).toMatch(/\d+ objects lie between two parts and are left out/)
  })

  it('becomes narrower where a picture is too small for it, and says so', () => {
    const p = plan([scene(500, 200, scattered(30, 500, 200))], spec({ guard: 160 }))
    expect(p.blocks[0]?.guard).toBeLessThan(160)
    expect(p.warnings.join()).toMatch(/too small to keep 160 pixels between the parts/)
  })
})

describe('a split that nobody asked for', () => {
  it('leaves a small project all its objects, and a large one the usual parts', () => {
    expect(chooseSplit(28).split).toEqual([1, 0, 0])
    expect(chooseSplit(28).sentence).toMatch(/^28 objects are too few to spare any/)
    expect(chooseSplit(150).split).toEqual([0.7, 0.2, 0.1])
    for (let n = 1; n < 400; n++) {
      const { split } = chooseSplit(n)
      expect(split[0] + split[1] + split[2]).toBeCloseTo(1, 9)
      expect(Math.round(n * split[0])).toBeGreaterThanOrEqual(Math.min(n, 50))
    }
  })
})

describe('the split', () => {
  const objectsIn = (p: SamplingPlan, split: SplitName) =>
    p.scenes.reduce((n, s, i) => {
      for (let o = 0; o < s.count; o++) if (p.blocks[i]?.at(s.centre(o).x, s.centre(o).y) === split) n++
      return n
    }, 0)

  it('is by image where there are enough, each split with an image that holds objects', () => {
    const images = Array.from({ length: 10 }, (_, i) =>
      scene(600, 400, i < 7 ? scattered(10 + i, 600, 400, i) : []),
    )
    const p = plan(images)
    expect(p.blocks.every((b) => b.list.length === 1)).toBe(true)
    for (const split of splitNames) expect(objectsIn(p, split)).toBeGreaterThan(0)
    expect(objectsIn(p, 'train') / 91).toBeGreaterThan(0.5)
  })

  it('holds back a part of each of few images: none is a kind of picture that is not learned', () => {
    const images = [0, 1, 2].map((i) => scene(1764, 430, scattered(30 - 8 * i, 1764, 430, i)))
    const p = plan(images, spec({ split: [0.7, 0.3, 0], guard: 16 }))
    for (const [i, from] of p.scenes.entries()) {
      const parts = Array.from({ length: from.count }, (_, o) => {
        const { x, y } = from.centre(o)
        return p.blocks[i]?.at(x, y)
      })
      expect(parts.filter((part) => part === 'train').length).toBeGreaterThan(from.count / 2)
      expect(parts).toContain('val')
    }
  })

  it('is by image of many images only as long as each of their scales is learned', () => {
    const images = Array.from({ length: 9 }, (_, i) => ({
      ...scene(1764, 430, scattered(20, 1764, 430, i)),
      level: i === 0 ? 2 : 0,
    }))
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const p = plan(images, spec({ split: [0.6, 0.4, 0], seed }))
      const learned = p.tiles.filter(({ split, kind }) => split === 'train' && kind === 'positive')
      expect(new Set(learned.map(({ level }) => level))).toEqual(new Set([0, 2]))
    }
  })

  it('is by blocks inside one large image, near the shares asked for', () => {
    const p = plan([scene(3000, 2000, scattered(300, 3000, 2000))], spec({ guard: 8 }))
    const shares = splitNames.map((s) => objectsIn(p, s) / 300)
    ;[0.7, 0.2, 0.1].forEach((wanted, i) =>
      expect(Math.abs((shares[i] as number) - wanted)).toBeLessThan(0.06),
    )
    const own = p.tiles.map((t) => p.blocks[0]?.share(rectOf(t), t.split) ?? 0)
    expect(own.reduce((a, b) => a + b, 0) / own.length).toBeGreaterThan(0.9)
    expect(own.filter((share) => share < 0.5).length).toBeLessThan(own.length / 50)
  })

  it('is by strips in a small image, all with objects', () => {
    const p = plan([scene(500, 200, scattered(30, 500, 200))], spec({ guard: 0 }))
    expect(p.blocks[0]?.list).toHaveLength(3)
    expect(splitNames.map((s) => objectsIn(p, s))).toEqual([21, 6, 3])
  })

  it('puts a single object into training and says that the others are empty', () => {
    const p = plan([scene(500, 500, [{ rect: at(400, 30) }])])
    expect(objectsIn(p, 'train')).toBe(1)
    expect(p.warnings.filter((w) => /too few objects/.test(w))).toHaveLength(2)
  })

  it('deals classes out by their shares, the rare ones too', () => {
    const random = new Random(3)
    const items = Array.from({ length: 200 }, (_, i) => ({
      counts: [5 + random.below(10), i % 20 === 0 ? 1 : 0],
    }))
    const part = stratify(items, [0.7, 0.2, 0.1], random)
    for (const c of [0, 1]) {
      const sums = [0, 0, 0]
      items.forEach(
        (item, i) =>
          (sums[part[i] as number] = (sums[part[i] as number] as number) + (item.counts[c] as number)),
      )
      const all = sums.reduce((a, b) => a + b, 0)
      ;[0.7, 0.2, 0.1].forEach((wanted, i) =>
        expect(Math.abs((sums[i] as number) / all - wanted)).toBeLessThan(0.05),
      )
    }
  })
})
