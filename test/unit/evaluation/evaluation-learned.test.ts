import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateImages, type EvaluatedImage } from '../../../src/evaluation/evaluate'
import type { Evaluation } from '../../../src/evaluation/evaluation'
import { surveyed, type Surveyed } from '../shared/numbers.fixture'
import { clean, done, train } from '../shared/options.fixture'

// What a run has learned from and what it has never seen are scored apart; without the second no figure goes without a word.

describe('ground that was seen', () => {
  const seen = [
    { seen: [{ x: 0, y: 0, w: 60, h: 100 }], held: [{ x: 40, y: 0, w: 60, h: 100 }] },
    { seen: [{ x: 0, y: 50, w: 20, h: 20 }], held: [] },
  ]
  const image = (more: Partial<EvaluatedImage>): EvaluatedImage => ({
    ...{ name: 'a.png', width: 100, height: 100, checked: [{ x: 0, y: 0, w: 100, h: 100 }] },
    objects: {
      // The second reaches over the border with its centre beyond it, the third lies on ground that was held back.
      shapes: [
        { kind: 'box', x: 10, y: 10, w: 10, h: 10 },
        { kind: 'box', x: 37, y: 10, w: 10, h: 10 },
        { kind: 'box', x: 80, y: 80, w: 10, h: 10 },
      ],
      classes: [0, 0, 0],
    },
    detections: {
      // The first object; the second, by a box whose own centre lies on learned ground; two false alarms, one on each.
      xywh: Float32Array.of(10, 10, 10, 10, 34, 10, 10, 10, 10, 80, 10, 10, 60, 40, 10, 10),
      class: new Uint8Array(4),
      score: Float32Array.of(0.95, 0.85, 0.65, 0.55),
    },
    learned: { classNames: ['a'] },
    ...more,
  })
  const evaluate = (more: Partial<EvaluatedImage>) =>
    evaluateImages([image(more)], [{ id: 1, name: 'a' }], { kind: 'centre' }, 0.5, () => {})
  const counts = (e: Evaluation | null | undefined) =>
    e && [e.truePositives, e.falsePositives, e.falseNegatives]

  it('takes a detection to where the object lies that it hits, and parts add up', () => {
    const all = evaluate({ seen })
    expect(counts(all)).toEqual([2, 2, 1])
    expect(counts(all.learned)).toEqual([1, 1, 0])
    expect(counts(all.unseen)).toEqual([1, 1, 1])
    expect(all.note).toBeUndefined()
  })

  it('counts what any training of the chain saw, and everything where that is not known', () => {
    const twice = [...seen, { seen: [{ x: 0, y: 0, w: 100, h: 100 }], held: [] }]
    for (const known of [twice, undefined]) {
      const all = evaluate({ seen: known })
      expect(counts(all.learned)).toEqual([2, 2, 1])
      expect([all.unseen, all.note]).toEqual([null, 'too optimistic: nothing was held back'])
    }
    expect(evaluate({ seen: [] }).learned).toBeNull()
  })

  it('has a curve by falling threshold and a calibration that counts every detection', () => {
    const { curve = [], calibration = [] } = evaluate({ seen })
    expect(curve.map(({ precision, recall }) => [precision, recall])).toEqual([
      [1, 1 / 3],
      [1, 2 / 3],
      [2 / 3, 2 / 3],
      [2 / 4, 2 / 3],
    ])
    expect(curve.map(({ threshold }) => threshold.toFixed(2))).toEqual(['0.95', '0.85', '0.65', '0.55'])
    expect(calibration.map(({ detections }) => detections)).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 1, 1])
    expect(calibration.at(-1)).toMatchObject({ precision: 1, score: Math.fround(0.95) })
  })
})

describe('the command line', { timeout: 300_000 }, () => {
  let project: Surveyed
  const evaluated = async (...args: readonly string[]) =>
    (await done('evaluate', project.folder, ...args)).result as unknown as Evaluation & { note?: string }
  beforeAll(async () => void (project = await surveyed('learned')), 300_000)
  afterAll(clean)

  it('knows the parts that were held back, and pictures that came later', async () => {
    const one = await evaluated('--image', '1')
    expect(one.objects).toBe(24)
    expect((one.learned?.objects ?? 0) + (one.unseen?.objects ?? 0)).toBe(24)
    expect(one.learned?.objects).toBeGreaterThan(8)
    expect(one.unseen?.objects).toBeGreaterThan(3)
    const two = await evaluated('--image', '2')
    expect([two.learned, two.unseen?.objects]).toEqual([null, 24])
  })

  it('also what the run learned from that it started from, though that is gone and the dataset is another', async () => {
    const { folder, run } = project
    await done('build', folder, '--tile', '64', '--guard', '8', '--tiles', '80', '--split', '1,0,0')
    const second = await train(['--from', run], folder)
    rmSync(join(folder, 'runs', run), { recursive: true })
    await done('predict', folder, '--run', second.run)
    const both = await evaluated('--run', second.run)
    expect([both.learned?.objects, both.unseen, both.note]).toEqual([
      48,
      null,
      'too optimistic: nothing was held back',
    ])
    const said = (await done('evaluate', folder, '--run', second.run)).out
    expect(said).toContain('too optimistic: nothing was held back')
    // A run of an older version, whose dataset was built anew since: nothing is known, so nothing is unseen.
    rmSync(join(second.path, 'learned.json'))
    await done('build', folder, '--tile', '64', '--split', '0.6,0.2,0.2')
    const older = await evaluated('--run', second.run)
    expect(older.unseen).toBeNull()
  })
})
