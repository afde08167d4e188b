import { describe, expect, it } from 'vitest'
import { augmentations, chain, drawView, defaultValues } from '../../../src/augment/augment'
import { compileExpression, faultOf } from '../../../src/augment/expression'
import { fitExpression, hookOf } from '../../../src/augment/preprocessing'
import { Random } from '../../../src/base/random'
import { noAugmentation } from '../../../src/augment/augment'
import { makeBatch } from '../../../src/training/batches'
import { asInput } from '../../../src/training/input'
import { prepareBatch } from '../../../src/training/prepareBatch'
import { squares } from '../shared/training.fixture'

describe('practice 5: augmentation', () => {
  it('has every kind with its range', () => {
    const wanted = {
      rotation: ['degrees'],
      dihedral: [],
      flip: ['horizontal', 'vertical'],
      zoom: ['factor'],
      shift: ['reach', 'x', 'y', 'step'],
      scaleSpace: ['factor', 'sigma'],
      saturation: ['power'],
      saltAndPepper: ['share'],
      gaussianNoise: ['deviation'],
      shear: ['degrees'],
    }
    for (const [id, names] of Object.entries(wanted)) {
      const found = augmentations.find((each) => each.id === id)
      expect(Object.keys(found?.parameters ?? {}), id).toEqual(names)
      expect(() => chain({ [id]: defaultValues(found!) })).not.toThrow()
    }
    // S and V to a power from 0.25 to 4.
    expect(augmentations.find(({ id }) => id === 'saturation')?.parameters['power']?.default).toBe(4)
  })

  it('shifts by multiples of the step within the range of each axis, all as often', () => {
    const drawn = (values: Record<string, number>) => {
      const { transforms } = chain({ shift: values })
      const random = new Random(7)
      return Array.from({ length: 7000 }, () => drawView(transforms, random, 256))
    }
    const views = drawn({ x: 0.25, y: 0.1, step: 16 })
    const counts = new Map<number, number>()
    for (const { cx } of views) counts.set(cx, (counts.get(cx) ?? 0) + 1)
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-64, -48, -32, -16, 0, 16, 32, 48, 64])
    for (const count of counts.values()) expect(Math.abs(count - 7000 / 9)).toBeLessThan(120)
    expect([...new Set(views.map(({ cy }) => cy))].sort((a, b) => a - b)).toEqual([-16, 0, 16])
    for (const { cy } of drawn({ x: 0.25, y: 0 })) expect(cy).toBe(0)
    // As it was before there were axes.
    expect(Math.max(...drawn({ reach: 0.125 }).map(({ cx, cy }) => Math.max(cx, cy)))).toBe(32)
    expect(drawn({ x: 0.01, y: 0.01, step: 64 }).every(({ cx, cy }) => cx === 0 && cy === 0)).toBe(true)
  })
})

describe('practice 6: feature-wise centring and the hook', () => {
  const text = 'r=(r-g)/(r+g+1); g=log(g+1)\nb = b*0.5'
  const reader = squares()
  const none = { mean: [0, 0, 0], std: [1, 1, 1] }

  it('computes what the expression says, from the pixel as it was', () => {
    const image = Float32Array.of(100, 50, 30, 0, 0, 0, 255, 1, 2)
    compileExpression(text, none)(image, 0)
    const wanted = [50 / 151, Math.log(51), 15, 0, 0, 0, 254 / 257, Math.log(2), 1]
    wanted.forEach((value, i) => expect(image[i]).toBeCloseTo(value, 4))
    const value = (right: string) => {
      const pixel = Float32Array.of(4, 9, 16)
      compileExpression(`b=${right}`, { mean: [1, 2, 3], std: [5, 6, 7] })(pixel, 0)
      return pixel[2]
    }
    const cases = {
      '1+2*3-4/2': 5,
      '-(r-g)*2': 10,
      'sqrt(g)+abs(r-g)': 8,
      'min(r,g)+max(r,g)*10': 94,
      'pow(r,2)-clip(g,0,5)': 11,
      'exp(0)': 1,
      'mean_r+std_b': 8,
      '8-2-1': 5,
      '1e2/r': 25,
      'log(0-1)': 0,
      '1/0': 0,
    }
    for (const [right, wanted] of Object.entries(cases)) expect(value(right), right).toBeCloseTo(wanted, 4)
    // More pixels than are computed at a time.
    const many = new Float32Array(5000 * 3).fill(10)
    compileExpression('g=r+1', none)(many, 0)
    expect(many.every((v, i) => v === (i % 3 === 1 ? 11 : 10))).toBe(true)
  })

  it('names the position of what is wrong, and runs nothing', () => {
    const faults = {
      '': 1,
      'r=': 3,
      'r=(g+1': 7,
      'r=g+*2': 5,
      'x=1': 1,
      'r=process.exit(1)': 3,
      'r=constructor(1)': 3,
      'r=pow(g)': 8,
      'r=1;r=2': 5,
      'r=g g': 5,
      'r==g': 3,
    }
    for (const [wrong, at] of Object.entries(faults))
      expect(faultOf(wrong), wrong).toMatch(
        new RegExp(`^The preprocessing expression .* at character ${at}: .*\\.$`),
      )
    expect(faultOf(`r=${'('.repeat(5000)}`)).toContain('1000')
    expect(faultOf(text)).toBeUndefined()
  })

  it('is fitted on the train split first: mean 0 and deviation 1 of what the network gets', () => {
    const expression = fitExpression(reader, text)
    const input = asInput(reader, { augmentation: {}, preprocessing: 'standardise', expression })
    const { images } = makeBatch(input, reader.split.train, noAugmentation, new Random(1))
    for (let c = 0; c < 3; c++) {
      const values = images.filter((_, i) => i % 3 === c)
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length
      expect(mean).toBeCloseTo(0, 3)
      expect(variance).toBeCloseTo(1, 2)
    }
    // Prediction has the pixels, the hook and the mean and deviation: the same numbers.
    const tile = reader.read([reader.split.train[0] as number])
    const values = Float32Array.from(tile.images)
    hookOf('standardise', JSON.parse(JSON.stringify(expression)) as typeof expression)?.(values, 0)
    values.forEach((v, i) =>
      expect((v - input.mean[i % 3]!) / input.std[i % 3]!).toBeCloseTo(images[i] as number, 3),
    )
  })

  it('takes little more time for a batch than a preprocessing that is built in', () => {
    const tiles = squares({ tiles: 8, tile: 256, val: 0 })
    const expression = fitExpression(tiles, 'r=(r-g)/(r+g+1); b=b*0.5')
    const plan = { numbers: tiles.split.train, epoch: 0, position: 0 }
    const augmentation = { rotation: { degrees: 180 }, gaussianNoise: { deviation: 8 } }
    const time = (setting: object) => {
      const started = process.cpuUsage()
      prepareBatch(tiles, { seed: 1, augmentation, preprocessing: 'opticalDensity', ...setting }, plan)
      const { user, system } = process.cpuUsage(started)
      return user + system
    }
    const best = (setting: object) => Math.min(...Array.from({ length: 9 }, () => time(setting)))
    const [own, builtIn] = [best({ preprocessing: 'standardise', expression }), best({})]
    expect(own / builtIn).toBeLessThan(1.2)
  })
})
