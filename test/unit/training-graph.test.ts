import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random'
import { selectEngine } from '../../src/engine/engines.node'
import { findModel } from '../../src/models/models'
import { makeBatch } from '../../src/training/batches'
import { heatmapTask } from '../../src/training/tasks/heatmap'
import { Trainer } from '../../src/training/trainer'
import { squares } from './training.fixture'

await selectEngine('auto')
const reader = squares({ tiles: 24, val: 0 })
const task = () => heatmapTask({ size: 64, stride: 4, classes: 1 }, ['square'], 2)
const heatmap = () => findModel('heatmap').build({ classes: 1, seed: 1 })
const batchOf = (step: number, count = 6) => {
  const numbers = Int32Array.from({ length: count }, (_, i) => (step * 5 + i * 7) % 24)
  return makeBatch(reader, numbers, [], new Random(step))
}
const rate = 1e-3

/** Largest difference of two sets of arrays with the same names, as a share of the largest value of each. */
function difference(a: Trainer, b: Trainer): number {
  const [x, y] = [a.arrays, b.arrays]
  const worst = Object.keys(x).map((name) => {
    const [own, other] = [x[name] as Float32Array, y[name] as Float32Array]
    const scale = own.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
    return own.reduce((most, v, i) => Math.max(most, Math.abs(v - (other[i] as number))), 0) / scale
  })
  return Math.max(...worst)
}

const run = (trainer: Trainer, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => trainer.step(batchOf(from + i), rate))

function warned(trainer: Trainer): string[] {
  const sentences: string[] = []
  trainer.warn = (sentence) => sentences.push(sentence)
  return sentences
}

describe('a training step as a graph', () => {
  it('gives the losses, weights, moments and averages that eager steps give', () => {
    const [compiled, eager] = [new Trainer(heatmap(), task()), new Trainer(heatmap(), task(), 'eager')]
    const sentences = warned(compiled)
    const [a, b] = [run(compiled, 0, 20), run(eager, 0, 20)]
    expect(sentences).toEqual([])
    // Sums in another order: Adam's first steps blow the last bits of small gradients up to whole steps.
    a.forEach((loss, i) => expect(Math.abs(loss - (b[i] as number))).toBeLessThan(0.02 * (b[i] as number)))
    expect(Math.abs((a[1] as number) / (b[1] as number) - 1)).toBeLessThan(1e-4)
    expect(difference(compiled, eager)).toBeLessThan(0.05)
    expect(b[19]).toBeLessThan((b[0] as number) / 2)
    compiled.dispose()
    eager.dispose()
  })
})
