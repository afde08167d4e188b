import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, it } from 'vitest'
import type { EngineId } from '../../../src/engine/engine'
import { reportEngines, selectEngine } from '../../../src/engine/engines.node'
import { batchNormTraining } from '../../../src/engine/fusedKernels'

async function on(engine: EngineId | 'cpu', work: () => tf.Tensor[]): Promise<number[][]> {
  if (engine === 'cpu') await tf.setBackend('cpu')
  else await selectEngine(engine)
  const results = tf.tidy(work)
  const values = results.map((tensor) => [...tensor.dataSync()])
  tf.dispose(results)
  return values
}

function expectClose(found: number[][], wanted: number[][], tolerance: number): void {
  expect(found.length).toBe(wanted.length)
  found.forEach((values, i) => {
    expect(values.length).toBe(wanted[i]?.length)
    const worst = values.reduce(
      (most, value, k) => Math.max(most, Math.abs(value - (wanted[i]?.[k] as number))),
      0,
    )
    expect(worst).toBeLessThan(tolerance)
  })
}

describe('engines', () => {
  it('reports every engine, and says why one is not available', async () => {
    const reports = await reportEngines()
    expect(reports.map(({ id }) => id)).toEqual(['tensorflow', 'webgpu', 'wasm'])
    for (const { available, device, reason } of reports) expect(available ? device : reason).toMatch(/\w/)
    expect(reports.find(({ id }) => id === 'wasm')?.available).toBe(true)
  })

  it('takes the best engine that works', async () => {
    const first = (await reportEngines()).find(({ available }) => available)
    const warnings: string[] = []
    expect((await selectEngine('auto', (sentence) => warnings.push(sentence))).id).toBe(first?.id)
    expect(warnings).toHaveLength(first?.id === 'tensorflow' ? 0 : 1)
  })

  it('refuses an engine that is not there in one sentence', async () => {
    await expect(selectEngine('webgpu')).rejects.toThrow(/WebGPU .* use tensorflow or wasm\.$/)
  })
})

describe('convolution gradients of the wasm engine', () => {
  const cases = [
    { size: [6, 8], kernel: 3, stride: 1, pad: 'same' },
    { size: [6, 8], kernel: 3, stride: 2, pad: 'same' },
    { size: [7, 9], kernel: 3, stride: 2, pad: 'same' },
    { size: [7, 9], kernel: 3, stride: 2, pad: 'valid' },
    { size: [8, 8], kernel: 1, stride: 2, pad: 'same' },
    { size: [8, 9], kernel: 4, stride: 3, pad: 'valid' },
  ] as const
  it.each(cases)('equal those of the reference: $size, kernel $kernel, stride $stride, $pad', async (c) => {
    const work = () => {
      const x = tf.randomNormal([2, c.size[0], c.size[1], 3], 0, 1, 'float32', 1) as tf.Tensor4D
      const filter = tf.randomNormal([c.kernel, c.kernel, 3, 5], 0, 1, 'float32', 2) as tf.Tensor4D
      const gradients = tf.grads((a, b) => {
        const y = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.stride, c.pad)
        return tf.sum(tf.mul(y, tf.randomNormal(y.shape, 0, 1, 'float32', 3)))
      })
      return gradients([x, filter])
    }
    expectClose(await on('wasm', work), await on('cpu', work), 1e-4)
  })
})

describe('fused batch normalisation', () => {
  const run = (rectify: boolean) => () => {
    const x = tf.randomNormal([3, 5, 4, 6], 2, 3, 'float32', 1) as tf.Tensor4D
    const [scale, offset] = [tf.linspace(0.5, 2, 6), tf.linspace(-1, 1, 6)]
    const weights = tf.randomNormal(x.shape, 0, 1, 'float32', 2)
    const seen: tf.Tensor[] = []
    const forward = (a: tf.Tensor, s: tf.Tensor, o: tf.Tensor) =>
      batchNormTraining(a as tf.Tensor4D, s as tf.Tensor1D, o as tf.Tensor1D, {
        epsilon: 1e-3,
        rectify,
        observe: (mean, variance) => void seen.push(tf.keep(mean.clone()), tf.keep(variance.clone())),
      })
    const { value, grads } = tf.valueAndGrads((a, s, o) =>
      tf.sum(tf.mul(forward(a as tf.Tensor, s as tf.Tensor, o as tf.Tensor), weights)),
    )([x, scale, offset])
    return [value, ...grads, ...seen]
  }
  const composed = (rectify: boolean) => () => {
    const x = tf.randomNormal([3, 5, 4, 6], 2, 3, 'float32', 1) as tf.Tensor4D
    const [scale, offset] = [tf.linspace(0.5, 2, 6), tf.linspace(-1, 1, 6)]
    const weights = tf.randomNormal(x.shape, 0, 1, 'float32', 2)
    const { value, grads } = tf.valueAndGrads((a, s, o) => {
      const { mean, variance } = tf.moments(a as tf.Tensor, [0, 1, 2])
      const normal = tf.div(tf.sub(a as tf.Tensor, mean), tf.sqrt(tf.add(variance, 1e-3)))
      const scaled = tf.add(tf.mul(normal, s as tf.Tensor), o as tf.Tensor)
      return tf.sum(tf.mul(rectify ? tf.relu(scaled) : scaled, weights))
    })([x, scale, offset])
    const { mean, variance } = tf.moments(x, [0, 1, 2])
    return [value, ...grads, mean, tf.mul(variance, 60 / 59)]
  }
  it.each([true, false])(
    'gives what its definition gives, forward and backward (rectifier: %s)',
    async (rectify) => {
      const wanted = await on('cpu', composed(rectify))
      expectClose(await on('cpu', run(rectify)), wanted, 1e-4)
      expectClose(await on('wasm', run(rectify)), wanted, 1e-4)
      const { id } = await selectEngine('auto')
      expectClose(await on(id, run(rectify)), wanted, 1e-4)
    },
  )
})
