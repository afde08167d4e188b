import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClassCount } from '../../../src/evaluation/count/count'
import type { Rect } from '../../../src/geometry/rect'
import { readGround } from '../../../src/dataset/seenGround.node'
import { GroundIndex, trainingsOn } from '../../../src/tiles/learnedGround'
import { declareChecked, surveyed, type Surveyed } from '../shared/numbers.fixture'
import { clean, done, windhover } from '../shared/options.fixture'

// From a search to a count with an interval, by the command line: 24 squares lie on the third picture.

describe('count and sample', { timeout: 300_000 }, () => {
  let project: Surveyed
  const count = async (...args: readonly string[]) =>
    (await done('count', project.folder, '--image', '3', ...args)).result as unknown as {
      classes: ClassCount[]
    }
  const sample = async (fields: number) =>
    (await done('sample', project.folder, '--image', '3', '--fields', String(fields))).result as unknown as {
      fields: (Rect & { probability: number })[]
      checked: number
      more: number | null
    }
  beforeAll(async () => void (project = await surveyed('counted', true)), 300_000)
  afterAll(clean)

  it('counts what is checked, estimates what is not, and says by what', async () => {
    const { classes } = await count()
    expect(classes.map(({ name }) => name)).toEqual(['a', 'b'])
    for (const { low, high, count, method, checked, unit, density } of classes) {
      expect(low).toBeLessThanOrEqual(count)
      expect(high).toBeGreaterThanOrEqual(count)
      expect(method).toMatch(/ratio estimate/)
      expect(checked.objects).toBeGreaterThan(11)
      expect([unit, density]).toEqual(['per megapixel', expect.closeTo(count / 0.9216, 0)])
    }
    // All of the second picture is checked: nothing is estimated.
    const two = (await done('count', project.folder, '--image', '2')).result as unknown as {
      classes: ClassCount[]
    }
    expect(two.classes.map(({ count, low, high }) => [count, low, high])).toEqual([
      [12, 12, 12],
      [12, 12, 12],
    ])
  })

  it('draws fields, counts by them once they are checked, and never learns from them', async () => {
    const { fields, checked, more } = await sample(20)
    expect([fields.length, checked, more]).toEqual([20, 0, null])
    expect((await sample(20)).fields).toEqual(fields)
    await declareChecked(project.folder, 3, fields.slice(0, 12))
    const again = await sample(10)
    expect(again.checked).toBe(12)
    expect(again.fields.slice(0, 8).map(({ x, y }) => [x, y])).toEqual(
      fields.slice(12).map(({ x, y }) => [x, y]),
    )
    expect(again.more).not.toBeNull()
    const { classes } = await count()
    for (const { method, low, high, count } of classes) {
      expect(method).toMatch(/12 fields drawn at random/)
      expect([Number(low) <= count, Number(high) >= count, Number(high) > Number(low)]).toEqual([
        true,
        true,
        true,
      ])
      // Twelve of each class are marked: there cannot be fewer.
      expect(low).toBeGreaterThanOrEqual(12)
    }
    const built = await done('build', project.folder, '--tile', '64', '--split', '1,0,0')
    const ground = await readGround(String(built.result['dataset']))
    const third = ground.images.find(({ path }) => path.endsWith('three.png'))!
    const index = new GroundIndex(trainingsOn(ground, third))
    for (const { x, y, w, h } of fields) expect(index.has(x + w / 2, y + h / 2)).toBe(false)
    expect(index.has(fields[0]!.x, fields[0]!.y - 9) || third.trainings.length > 0).toBe(true)
  })

  it('says why there is no interval where nothing unseen was checked', async () => {
    const ended = await windhover('count', project.folder, '--image', '9')
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('no image number 9')])
  })
})
