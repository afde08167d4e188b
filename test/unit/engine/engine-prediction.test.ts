import { beforeAll, describe, expect, test } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import { Random } from '../../../src/base/random'
import { selectEngine } from '../../../src/engine/engines.node'
import { stepCompiler } from '../../../src/engine/graph/compiler'
import { modelIds } from '../../../src/models/catalogue'
import { findModel } from '../../../src/models/models'
import { NetworkAnswer } from '../../../src/training/networkAnswer'

beforeAll(() => selectEngine('tensorflow'))

/** Input f32 of a shape, of the size that normalised pixels have. */
function pixels(shape: readonly number[], seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.next() * 4 - 2)
}

// Narrower ones than what is trained: it is the kinds of layers that matter.
const wide = new Set(['alexnet', 'yolo', 'yolo-tiny'])
const sides: Readonly<Record<string, number>> = { alexnet: 227 }
const anchors: [number, number][] = [
  [10, 14],
  [23, 27],
  [37, 58],
  [81, 82],
  [135, 169],
  [344, 319],
]

describe('a compiled prediction', () => {
  for (const id of modelIds) {
    test(`${id}: the same answer as one operation at a time, to rounding`, async () => {
      const definition = findModel(id)
      const side = sides[id] ?? 96
      const model = definition.build({
        classes: 2,
        seed: 1,
        tile: side,
        width: wide.has(id) ? 0.1 : undefined,
        anchors,
      })
      const shape: [number, number, number, number] = [2, side, side, 3]
      const weights = model.weights.map((weight) => weight.read())
      const apply = (x: tf.Tensor) => model.apply(x, { training: false }) as tf.Tensor
      const recorded = stepCompiler()!.recordPrediction({ shape, weights, apply }, pixels(shape, 1))
      const compiled = recorded.compile()
      for (const seed of [1, 2]) {
        const given = pixels(shape, seed)
        const eager = tf.tidy(() => apply(tf.tensor4d(given, shape)).dataSync() as Float32Array)
        const found = compiled.run(given)
        expect(found.length).toBe(eager.length)
        const largest = eager.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
        const apart = eager.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0)
        expect(apart / largest).toBeLessThan(1e-4)
      }
      compiled.dispose()
      model.dispose()
    })
  }

  test('an answer does not depend on which window it is', async () => {
    const model = findModel('heatmap').build({ classes: 1, seed: 1 })
    const answer = new NetworkAnswer(model)
    const before = tf.memory().numTensors
    for (const shape of [
      [1, 96, 64, 3],
      [1, 64, 96, 3],
    ] as [number, number, number, number][]) {
      const given = pixels(shape, 3)
      const [first, ...more] = [
        await answer.of(given, shape),
        await answer.of(given, shape),
        await answer.of(given, shape),
      ]
      // To the last bit: blocks of a search are the same whoever computes them, and in whatever order.
      for (const each of more) expect(each).toEqual(first)
    }
    expect(tf.memory().numTensors).toBe(before)
    answer.dispose()
  })
})
