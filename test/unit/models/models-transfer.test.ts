import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { loadCheckpoint } from '../../../src/training/checkpoint.node'
import {
  defaultTraining,
  schedules,
  type ExamplesReport,
  type TrainConfig,
  type TrainReport,
} from '../../../src/runs/config'
import { namedWeights } from '../../../src/training/namedWeights'
import { learningRateAt } from '../../../src/training/schedule'
import { trainOn } from '../../../src/training/train.node'
import { quiet, stripes } from '../shared/models.fixture'
import { squares } from '../shared/training.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-transfer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const small = { ...defaultTraining, dataset: '', batch: 4, epochs: 1, width: 1 / 16 }

function train(
  reader: DatasetReader,
  id: string,
  config: Partial<TrainConfig>,
  context = quiet(),
  resume = false,
) {
  const job = { id, runDir: join(folder, id), config: { ...small, ...config }, resume }
  return trainOn(reader, job, context)
}

function weightsOf(run: string): Map<string, { readonly values: Float32Array }> {
  const stored = loadCheckpoint(join(folder, run, 'checkpoints/last'))!
  return namedWeights(stored.state.spec, stored.arrays['values']!)
}

const same = (a: Float32Array, b: Float32Array) => a.every((v, i) => v === b[i])

describe('transfer learning', () => {
  it('practice 13: freezes what has learned before, then fine-tunes it, also after a stop', async () => {
    const reader = stripes({ tiles: 8, tile: 75, val: 2 })
    const model = 'inception'
    await train(reader, 'old', { model })
    const old = loadCheckpoint(join(folder, 'old/checkpoints/best'))!
    const learned = namedWeights(old.state.spec, old.arrays['average']!)
    const kernels = ['conv2d/kernel', 'batch_normalization_5/moving_mean', 'conv2d_93/kernel']

    const from = join(folder, 'old')
    await train(reader, 'frozen', { model, from, epochs: 1, frozenShare: 2 })
    const frozen = weightsOf('frozen')
    for (const name of kernels)
      expect(same(frozen.get(name)!.values, learned.get(name)!.values), name).toBe(true)
    expect(same(frozen.get('head/kernel')!.values, learned.get('head/kernel')!.values)).toBe(false)

    const stop = new AbortController()
    const report = (r: { kind: string; step?: number }) => {
      // The first step of the second half.
      if (r.kind === 'step' && r.step === 3) stop.abort()
    }
    const config = { model, from, epochs: 2, frozenShare: 0.5 }
    await train(reader, 'tuned', config, { ...quiet(), report, signal: stop.signal })
    await train(reader, 'tuned', config, quiet(), true)
    const tuned = weightsOf('tuned')
    for (const name of kernels)
      expect(same(tuned.get(name)!.values, learned.get(name)!.values), name).toBe(false)
    expect(loadCheckpoint(join(folder, 'tuned/checkpoints/last'))!.state.steps).toBe(4)
  }, 120_000)

  it.each(schedules)(
    'takes a tenth of the rate of %s once frozen layers learn, and only then',
    async (schedule) => {
      const reader = stripes({ tiles: 10, tile: 75, val: 2 })
      const model = 'inception'
      if (!existsSync(join(folder, 'base'))) await train(reader, 'base', { model })
      const rates: number[] = []
      const report = (r: TrainReport | ExamplesReport) => {
        if (r.kind === 'step') rates.push(r.learningRate ?? NaN)
      }
      const config = { model, from: join(folder, 'base'), epochs: 3, frozenShare: 0.5, schedule }
      await train(reader, schedule, { ...config, learningRate: 0.001 }, { ...quiet(), report })
      const expected = rates.map((_, i) => learningRateAt(0.001, i / 6, schedule) * (i > 2 ? 0.1 : 1))
      expect(rates.length).toBe(6)
      rates.forEach((rate, i) => expect(rate, `step ${i + 1}`).toBeCloseTo(expected[i] as number, 9))
    },
    120_000,
  )

  it('starts a project from the run of another one, whose classes were others', async () => {
    const model = 'segment'
    const width = 1 / 4
    await train(squares({ tiles: 8, tile: 32, val: 2 }), 'squares', { model, width })
    const warnings: string[] = []
    const context = { ...quiet(), warn: (sentence: string) => void warnings.push(sentence) }
    const more = { ...squares({ tiles: 8, tile: 32, val: 2 }), classNames: ['square', 'disc'] }
    await train(more, 'more', { model, width, from: join(folder, 'squares'), learningRate: 0 }, context)
    expect(warnings.find((w) => w.startsWith('Taken over'))).toMatch(/new: head\/kernel, head\/bias\.$/)
    const [old, taken] = [loadCheckpoint(join(folder, 'squares/checkpoints/best'))!, weightsOf('more')]
    const learned = namedWeights(old.state.spec, old.arrays['average']!).get('level8/kernel')!.values
    expect(same(taken.get('level8/kernel')!.values, learned)).toBe(true)

    const other = train(more, 'no', { model: 'heatmap', from: join(folder, 'squares') })
    await expect(other).rejects.toThrow(
      /another network \(segment\): stem\/kernel is 3 × 3 × 3 × 16 here and not there/,
    )
    const file = train(more, 'no', { model, weights: 'weights.bin' })
    await expect(file).rejects.toMatchObject({ code: 'weights-foreign' })
  }, 60_000)
})
