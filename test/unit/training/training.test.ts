import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noAugmentation } from '../../../src/augment/augment'
import type { TileBatch } from '../../../src/tiles/tiles'
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
import { focalLoss } from '../../../src/heads/peaks/loss'
import { batchThatFits } from '../../../src/training/memory'
import { learningRateAt, trainedShare } from '../../../src/training/schedule'
import { heatmapTargets } from '../../../src/heads/peaks/targets'
import { countWholeObjects, steadyThreshold } from '../../../src/heads/threshold'
import { trainOn, type TrainContext } from '../../../src/training/train.node'
import { heatmapTask } from '../../../src/heads/peaks/task'
import { Trainer } from '../../../src/training/trainer'
import { Random } from '../../../src/base/random'
import { squares } from '../shared/training.fixture'

describe('targets', () => {
  // One tile of 16² pixels, two classes, a box of 8 × 4 around (6, 10), the right quarter not checked.
  const masks = new Uint8Array(256)
  for (let row = 0; row < 16; row++) masks.fill(255, row * 16 + 12, row * 16 + 16)
  const batch: TileBatch = {
    count: 1,
    images: new Uint8Array(16 * 16 * 3),
    masks,
    offset: Int32Array.of(0, 1),
    xywh: Float32Array.of(2, 8, 8, 4),
    classes: Uint8Array.of(1),
    labels: Uint8Array.of(0, 1),
  }
  const targets = heatmapTargets(batch, { size: 16, stride: 4, classes: 2 })
  const cell = (x: number, y: number) => y * 4 + x

  it('puts the object into the cell of its centre, with size and place in the cell', () => {
    expect(targets.objects).toBe(1)
    expect([...targets.positive].map((v, i) => (v ? i : -1)).filter((i) => i >= 0)).toEqual([
      cell(1, 2) * 2 + 1,
    ])
    expect([...targets.centre].map((v, i) => (v ? i : -1)).filter((i) => i >= 0)).toEqual([cell(1, 2)])
    const box = [...targets.box.subarray(cell(1, 2) * 4, cell(1, 2) * 4 + 4)]
    expect(box).toEqual([Math.log(2), 0, 0.5, 0.5].map(Math.fround))
  })

  it('weighs negatives down beside the centre, for the object class only', () => {
    const beside = (1 - Math.exp(-1 / (2 * 0.8 ** 2))) ** 4
    expect(targets.negative[cell(1, 2) * 2 + 1]).toBe(0)
    expect(targets.negative[cell(1, 2) * 2]).toBe(1)
    expect(targets.negative[cell(0, 2) * 2 + 1]).toBeCloseTo(beside, 5)
    expect(targets.negative[cell(0, 2) * 2]).toBe(1)
  })

  it('takes nothing that nobody checked for a negative', () => {
    for (let y = 0; y < 4; y++) {
      expect(targets.negative.subarray(cell(3, y) * 2, cell(3, y) * 2 + 2)).toEqual(Float32Array.of(0, 0))
    }
    expect(targets.negative[cell(2, 0) * 2]).toBe(1)
  })

  it('leaves out an object whose centre lies outside', () => {
    const shifted = heatmapTargets(
      { ...batch, xywh: Float32Array.of(-6, 8, 8, 4) },
      { size: 16, stride: 4, classes: 2 },
    )
    expect(shifted.objects).toBe(0)
    expect(shifted.positive.some((v) => v > 0)).toBe(false)
  })
})

describe('focal loss', () => {
  const shape: [number, number, number, number] = [2, 3, 3, 2]
  const make = () => {
    const logits = tf.randomNormal(shape, 0, 2, 'float32', 1) as tf.Tensor4D
    const positive = tf.cast(
      tf.greater(tf.randomUniform(shape, 0, 1, 'float32', 2), 0.7),
      'float32',
    ) as tf.Tensor4D
    const negative = tf.mul(tf.sub(1, positive), tf.randomUniform(shape, 0, 1, 'float32', 3)) as tf.Tensor4D
    return { logits, positive, negative }
  }

  it('has the value and the gradient of its definition', async () => {
    await tf.setBackend('cpu')
    tf.tidy(() => {
      const { logits, positive, negative } = make()
      const own = tf.valueAndGrad((x) => focalLoss(x as tf.Tensor4D, positive, negative, 3))(logits)
      const defined = tf.valueAndGrad((x) => {
        const p = tf.sigmoid(x)
        const hits = tf.mul(tf.mul(positive, 3), tf.mul(tf.square(tf.sub(1, p)), tf.neg(tf.log(p))))
        return tf.sum(tf.add(hits, tf.mul(negative, tf.mul(tf.square(p), tf.neg(tf.log(tf.sub(1, p)))))))
      })(logits)
      expect(own.value.dataSync()[0]).toBeCloseTo(defined.value.dataSync()[0] as number, 4)
      const wanted = defined.grad.dataSync()
      own.grad.dataSync().forEach((g, i) => expect(g).toBeCloseTo(wanted[i] as number, 4))
    })
  })

  it('makes a missed object dearer with the weight, and a false alarm not', async () => {
    await tf.setBackend('cpu')
    tf.tidy(() => {
      const { logits, positive, negative } = make()
      const none = tf.zerosLike(positive) as tf.Tensor4D
      const loss = (p: tf.Tensor4D, n: tf.Tensor4D, weight: number) =>
        focalLoss(logits, p, n, weight).dataSync()[0] as number
      expect(loss(positive, none, 5)).toBeCloseTo(5 * loss(positive, none, 1), 3)
      expect(loss(none, negative, 5)).toBeCloseTo(loss(none, negative, 1), 5)
    })
  })
})

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

describe('threshold', () => {
  const box = (x: number) => Float32Array.of(x, 0, 10, 10)
  const image = (score: number, hit: boolean) => ({
    truth: { xywh: box(0), class: Uint8Array.of(0) },
    detections: { xywh: box(hit ? 0 : 50), score: Float32Array.of(score), class: Uint8Array.of(0) },
  })
  // Objects score 0.8, false alarms 0.3: anything between tells them apart.
  const images = [...Array(20).keys()].flatMap(() => [image(0.8, true), image(0.3, false)])

  it('lies in the middle of what tells objects from false alarms, if many objects say so', () => {
    expect(steadyThreshold(images, { objects: 10000 })).toBeCloseTo(0.55, 1)
  })

  it('stays near the prior where few objects vote, and at it where nothing is found', () => {
    const few = steadyThreshold(images, { objects: 5 })
    expect(few).toBeGreaterThan(0.4)
    expect(few).toBeLessThan(0.48)
    expect(steadyThreshold([image(0.9, false)], { objects: 100 })).toBe(0.4)
  })

  it('counts an object that lies in several tiles once', () => {
    const reader = squares({ tiles: 3, val: 0 })
    const origin = new Int32Array(12)
    const shown = countWholeObjects({ ...reader, origin }, Int32Array.of(0, 1, 2))
    expect(countWholeObjects({ ...reader, origin }, Int32Array.of(0, 1, 2, 0, 1))).toBe(shown)
    expect(shown).toBeGreaterThan(0)
  })
})
