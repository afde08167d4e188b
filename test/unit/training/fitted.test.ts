import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src/engine/engines.node'
import { fitLinear, fitLogistic } from '../../../src/training/fitted/regression'
import { KeptCells } from '../../../src/training/fitted/keptCells'

beforeAll(() => selectEngine('auto'), 60_000)

// Of the numbers 0 to 9, those from 5 on are wanted, but for 4 and 5, which are the other way round; a column of ones behind.
const x = Float32Array.from({ length: 10 }, (_, i) => i)
const design = () => tf.tensor2d(Array.from(x, (value) => [value, 1]))
const wanted = Float32Array.from([0, 0, 0, 0, 1, 0, 1, 1, 1, 1])

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
