import * as tf from '@tensorflow/tfjs-core'
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src/engine/engines.node'
import { Random } from '../../../src/base/random'
import { findModel } from '../../../src/models/models'
import { EncoderAnswer } from '../../../src/training/fitted/encoderAnswer'
import { fitLinear, fitLogistic } from '../../../src/training/fitted/regression'
import { KeptCells } from '../../../src/training/fitted/keptCells'

beforeAll(() => selectEngine('auto'), 60_000)

// Of the numbers 0 to 9, those from 5 on are wanted, but for 4 and 5, which are the other way round; a column of ones behind.
const x = Float32Array.from({ length: 10 }, (_, i) => i)
const design = () => tf.tensor2d(Array.from(x, (value) => [value, 1]))
const wanted = Float32Array.from([0, 0, 0, 0, 1, 0, 1, 1, 1, 1])

describe('an encoder that is asked again and again', () => {
  it('says the same compiled as an operation at a time, of other batches and after its weights were written, too', () => {
    const whole = findModel('lite0-linear').build({ classes: 1, seed: 1, tile: 64 })
    const outputs = whole.getLayer('encoder').output as SymbolicTensor
    const encoder = model({ inputs: whole.inputs, outputs })
    const answer = new EncoderAnswer(encoder)
    const random = new Random(1)
    // A training takes over the real ones; without them the encoder says nothing.
    for (const weight of encoder.weights) {
      const shape = weight.shape as number[]
      const count = shape.reduce((a, b) => a * b)
      const spread = 2 / Math.sqrt(count / (shape.at(-1) ?? 1))
      const values = Float32Array.from({ length: count }, () => (random.next() * 2 - 1) * spread)
      weight.write(tf.tidy(() => tf.tensor(values, shape)))
    }
    const compare = (count: number) => {
      const images = Float32Array.from({ length: count * 64 * 64 * 3 }, () => random.next() * 4 - 2)
      const [found, wanted] = tf.tidy(() => {
        const said = encoder.apply(tf.tensor4d(images, [count, 64, 64, 3])) as tf.Tensor
        return [answer.of(images, [count, 64, 64, 3]), said] as const
      })
      expect(found.shape).toEqual(wanted.shape)
      const largest = tf.tidy(() => tf.max(tf.abs(wanted)).dataSync()[0] ?? 0)
      const apart = tf.tidy(() => tf.max(tf.abs(tf.sub(found, wanted))).dataSync()[0] ?? Infinity)
      expect(largest).toBeGreaterThan(0)
      expect(apart / largest).toBeLessThan(1e-4)
      tf.dispose([found, wanted])
    }
    compare(2)
    compare(2)
    compare(1)
    for (const weight of encoder.weights) weight.write(tf.tidy(() => tf.mul(weight.read(), 0.9)))
    compare(2)
    compare(2)
    answer.dispose()
    whole.dispose()
  }, 60_000)
})

describe('a head that is fitted', () => {
  it('has the weights at which the penalised loss has no slope', () => {
    const weight = new Float32Array(10).fill(1)
    const matrix = design() as tf.Tensor2D
    const [slope = 0, bias = 0] = fitLogistic(matrix, { wanted, weight }, 0.5, new Float64Array(2))
    const p = Array.from(x, (value) => 1 / (1 + Math.exp(-(slope * value + bias))))
    const error = (i: number) => (p[i] ?? 0) - (wanted[i] ?? 0)
    const gradient = x.reduce((sum, value, i) => sum + error(i) * value, 0) + 0.5 * slope
    const free = x.reduce((sum, _, i) => sum + error(i), 0)
    expect(Math.abs(gradient)).toBeLessThan(0.02)
    expect(Math.abs(free)).toBeLessThan(0.01)
    expect(slope).toBeGreaterThan(0.5)
    matrix.dispose()
  })

  it('counts a cell as often as it stands for others', () => {
    const matrix = design() as tf.Tensor2D
    const once = fitLogistic(
      matrix,
      { wanted, weight: new Float32Array(10).fill(1) },
      0.5,
      new Float64Array(2),
    )
    const rare = Float32Array.from(wanted, (value) => (value ? 1 : 20))
    const [slope = 0, bias = 0] = fitLogistic(matrix, { wanted, weight: rare }, 0.5, new Float64Array(2))
    const at = (beta: ArrayLike<number>) => (beta[0] ?? 0) * 5 + (beta[1] ?? 0)
    expect(slope * 5 + bias).toBeLessThan(at(once) - 1)
    matrix.dispose()
  })

  it('draws a line through numbers that lie on one', () => {
    const matrix = design() as tf.Tensor2D
    const [slope = 0, bias = 0] = fitLinear(
      matrix,
      x.map((value) => 3 * value - 2),
      1e-6,
    )
    expect(slope).toBeCloseTo(3, 3)
    expect(bias).toBeCloseTo(-2, 3)
    matrix.dispose()
  })

  it('keeps all objects’ cells apart from the others, and says what each stands for', () => {
    const kept = new KeptCells(1)
    expect(kept.hasObjects).toBe(false)
    for (let i = 0; i < 200_000; i++) kept.add({ features: x, weights: [-1] })
    kept.add({ features: x, weights: [2], box: [0, 0, 0.5, 0.5] })
    const all = kept.all()
    expect(all.length).toBe(160_001)
    expect(all[0]?.share).toBe(1)
    expect(all[1]?.share).toBe(1.25)
  })
})
