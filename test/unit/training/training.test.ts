import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noAugmentation } from '../../../src/augment/augment'
import { selectEngine } from '../../../src/engine/engines.node'
import { findModel } from '../../../src/models/models'
import type { RawOutput } from '../../../src/heads/output'
import { adamStep, clipNorm, newAdamState } from '../../../src/training/adam'
import { makeBatch } from '../../../src/training/batches'
import { loadCheckpoint } from '../../../src/training/checkpoint.node'
import {
  defaultTraining,
  type ExamplesReport,
  type TrainConfig,
  type TrainReport,
} from '../../../src/runs/config'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { batchThatFits } from '../../../src/training/memory'
import { learningRateAt, trainedShare } from '../../../src/training/schedule'
import { trainOn, type TrainContext } from '../../../src/training/train.node'
import { heatmapTask } from '../../../src/heads/peaks/task'
import { Trainer } from '../../../src/training/trainer'
import { Random } from '../../../src/base/random'
import { squares } from '../shared/training.fixture'

describe('optimiser', () => {
  it('takes the first step of Adam as computed by hand', () => {
    const weights = Float32Array.of(1, -2)
    const options = { beta1: 0.9, beta2: 0.999, epsilon: 0, weightDecay: 0.5 }
    adamStep(weights, Float32Array.of(0.3, -4), newAdamState(2), { ...options, rate: 0.1 })
    // The first step has length 1 whatever the gradient; then the decay.
    expect(weights[0]).toBeCloseTo(1 - 0.1 - 0.1 * 0.5 * 1, 6)
    expect(weights[1]).toBeCloseTo(-2 + 0.1 + 0.1 * 0.5 * 2, 6)
  })

  it('clips a long gradient and leaves a short one', () => {
    const long = Float32Array.of(30, 40)
    expect(clipNorm(long, 10)).toBeCloseTo(50, 4)
    expect([...long].map((v) => Math.round(v * 1000) / 1000)).toEqual([6, 8])
    const short = Float32Array.of(3, 4)
    expect(clipNorm(short, 10)).toBeCloseTo(5, 5)
    expect([...short]).toEqual([3, 4])
    expect(clipNorm(Float32Array.of(NaN, 1), 10)).toBeNaN()
  })

  it('follows whichever of epochs and clock is further', () => {
    const config: TrainConfig = { ...defaultTraining, dataset: '', epochs: 10, minutes: 2 }
    expect(trainedShare(config, 5, 30)).toBe(0.5)
    expect(trainedShare(config, 1, 90)).toBe(0.75)
    expect(learningRateAt(1, 0.05)).toBeCloseTo(1, 5)
    expect(learningRateAt(1, 0.02)).toBeLessThan(0.5)
    expect(learningRateAt(1, 1)).toBeLessThan(0.02)
  })
})

describe('training', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'windhover-train-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  interface Watched extends TrainContext {
    readonly reports: TrainReport[]
    readonly warnings: string[]
  }
  function watch(stopAfter = Infinity): Watched {
    const controller = new AbortController()
    const [reports, warnings]: [TrainReport[], string[]] = [[], []]
    const report = (r: TrainReport | ExamplesReport) => {
      if (r.kind !== 'examples') reports.push(r)
      if (r.kind === 'step' && r.step >= stopAfter) controller.abort()
    }
    return {
      signal: controller.signal,
      progress() {},
      warn: (s) => void warnings.push(s),
      report,
      reports,
      warnings,
    }
  }
  const configured = (change: Partial<TrainConfig> = {}): TrainConfig => ({
    ...defaultTraining,
    dataset: 'squares',
    epochs: 3,
    batch: 6,
    ...change,
  })
  const job = (config: TrainConfig, resume = false, name = 'run') => ({
    id: name,
    runDir: join(folder, name),
    config,
    resume,
  })

  it('learns to find squares, and what it wrote finds them again', async () => {
    const reader = squares({ tiles: 32, val: 8 })
    const context = watch()
    const info = await trainOn(reader, job(configured({ epochs: 30 })), context)
    expect(info.status).toBe('finished')
    expect(info.best?.metric).toBeGreaterThan(0.9)
    const losses = context.reports.flatMap((r) => (r.kind === 'epoch' ? [r.loss] : []))
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 4)
    expect(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8'))).toEqual(info)
    const lines = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as TrainReport)).toEqual(context.reports)

    const detector = await loadDetector(join(folder, 'run'), 'auto')
    const tile = reader.read([31])
    const raw = (await detector.predict(tile.images, 1, 64, 64)) as RawOutput
    const top = raw.heat.indexOf(raw.heat.reduce((a, b) => Math.max(a, b)))
    const [x, y, w, h] = tile.xywh as unknown as [number, number, number, number]
    const centre = [
      ((top % 16) + (raw.offset[top * 2] as number)) * 4,
      (Math.floor(top / 16) + (raw.offset[top * 2 + 1] as number)) * 4,
    ]
    expect(Math.abs((centre[0] as number) - x - w / 2)).toBeLessThan(4)
    expect(Math.abs((centre[1] as number) - y - h / 2)).toBeLessThan(4)
    expect(raw.heat[top]).toBeGreaterThan(detector.threshold)
    await expect(detector.predict(tile.images, 1, 64, 60)).rejects.toThrow('60')
    detector.dispose()
  })

  it('stops after the present step, and going on gives what an unbroken training gives', async () => {
    const whole = await trainOn(squares(), job(configured(), false, 'whole'), watch())
    const stopped = await trainOn(squares(), job(configured()), watch(3))
    expect(stopped).toMatchObject({ status: 'stopped', steps: 3 })
    const context = watch()
    const resumed = await trainOn(squares(), job(configured(), true), context)
    expect(resumed).toMatchObject({ status: 'finished', steps: whole.steps, epochs: 3 })
    expect(context.reports[0]).toMatchObject({ kind: 'step', step: 4 })
    const [a, b] = ['whole', 'run'].map(
      (name) => loadCheckpoint(join(folder, name, 'checkpoints/last'))?.arrays['values'],
    )
    const worst = (a as Float32Array).reduce(
      (most, v, i) => Math.max(most, Math.abs(v - (b?.[i] as number))),
      0,
    )
    expect(worst).toBeLessThan(2e-3)
    const steps = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').match(/"step":\d+/g)
    expect(new Set(steps).size).toBe(steps?.length)
  })

  it('survives a kill between the files of a checkpoint', async () => {
    await trainOn(squares(), job(configured({ epochs: 1 })), watch())
    const last = join(folder, 'run/checkpoints/last')
    const stored = () => {
      const found = loadCheckpoint(last)
      return [
        found?.state.steps,
        Buffer.from(found?.arrays['values']?.buffer as ArrayBuffer).toString('base64'),
      ]
    }
    const before = stored()
    writeFileSync(join(last, 'weights-99-new.bin'), 'half')
    // Of a process that is gone.
    writeFileSync(join(last, '.checkpoint.json.4194399.1.partial'), '{"hal')
    expect(stored()).toEqual(before)
    const resumed = await trainOn(squares(), job(configured({ epochs: 2 }), true), watch())
    expect(resumed.epochs).toBe(2)
    expect(readdirSync(last).length).toBe(2)
  })

  it('keeps no tensors from step to step', async () => {
    await selectEngine('auto')
    const reader = squares()
    const shape = { size: 64, stride: 4, classes: 1 }
    const trainer = new Trainer(
      findModel('heatmap').build({ classes: 1, seed: 1 }),
      heatmapTask(shape, ['square'], 2),
    )
    const batch = makeBatch(reader, reader.split.train.subarray(0, 2), noAugmentation, new Random(1))
    const counts: number[] = []
    for (let i = 0; i < 3; i++) {
      trainer.step(batch, 1e-3)
      await trainer.withAverage(() => trainer.evaluate(batch))
      counts.push(tf.memory().numTensors)
    }
    expect(new Set(counts).size).toBe(1)
    trainer.dispose()
  })

  it('takes fewer tiles a step than would fill the memory', async () => {
    const engine = await selectEngine('auto')
    const reader = squares({ tiles: 16, val: 0 })
    const shape = { size: 64, stride: 4, classes: 1 }
    const trainer = new Trainer(
      findModel('heatmap').build({ classes: 1, seed: 1 }),
      heatmapTask(shape, ['square'], 2),
    )
    const before = trainer.weights.read()
    const tilesOf = (count: number) => makeBatch(reader, new Int32Array(count), noAugmentation, new Random(1))
    const fit = (memory: number) => batchThatFits(trainer, tilesOf, { ...engine, memory }, 64)
    const inUse = tf.memory().numBytes
    expect(await fit(inUse + 1e12)).toBe(64)
    const some = await fit(inUse + 30e6)
    expect(some).toBeGreaterThan(1)
    expect(some).toBeLessThan(64)
    expect(await fit(1)).toBe(1)
    expect(Buffer.compare(Buffer.from(trainer.weights.read().buffer), Buffer.from(before.buffer))).toBe(0)
    trainer.dispose()
  })

  it('ends with a sentence when the loss is no longer a number, and keeps finite weights', async () => {
    const reader = squares()
    // Divided by so little, a pixel is no finite number.
    const broken = { ...reader, std: [1e-40, 1e-40, 1e-40] }
    const failing = trainOn(broken, job(configured()), watch())
    await expect(failing).rejects.toMatchObject({ code: 'diverged' })
    expect(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8'))).toMatchObject({ status: 'failed' })
    const stored = loadCheckpoint(join(folder, 'run/checkpoints/last'))
    expect(stored?.arrays['values']?.every(Number.isFinite)).toBe(true)
  })

  it('refuses a dataset without objects, and warns of a validation split without', async () => {
    const empty = trainOn(squares({ empty: true }), job(configured()), watch())
    await expect(empty).rejects.toMatchObject({ code: 'no-objects' })
    expect(existsSync(join(folder, 'run/run.json'))).toBe(false)
    const context = watch()
    const reader = squares()
    const info = await trainOn(
      { ...reader, split: { ...reader.split, val: new Int32Array(0) } },
      job(configured()),
      context,
    )
    expect(context.warnings.join()).toContain('validation split')
    expect(info.best).toBeDefined()
  })

  it('ends with the clock, validated', async () => {
    const context = watch()
    const startedAt = performance.now()
    const info = await trainOn(squares(), job(configured({ epochs: 100000, minutes: 0.05 })), context)
    expect(info.status).toBe('finished')
    expect(performance.now() - startedAt).toBeLessThan(8000)
    expect(context.reports.at(-1)).toMatchObject({ kind: 'epoch' })
    expect(context.reports.at(-1)).toHaveProperty('valF1')
    const left = context.reports.flatMap((r) => (r.kind === 'step' ? (r.secondsLeft ?? []) : []))
    expect(left.length).toBeGreaterThan(0)
    expect(Math.max(...left)).toBeLessThan(3)
  })

  it('trains on the wasm engine', async () => {
    const context = watch()
    const info = await trainOn(
      squares({ tiles: 8, val: 2 }),
      job(configured({ engine: 'wasm', epochs: 4, batch: 3 })),
      context,
    )
    expect(info.engine).toMatch(/^wasm/)
    const losses = context.reports.flatMap((r) => (r.kind === 'epoch' ? [r.loss] : []))
    expect(losses.at(-1)).toBeLessThan(losses[0] as number)
  })
})
