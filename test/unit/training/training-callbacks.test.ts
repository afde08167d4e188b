import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adamStep, newAdamState, optimisers } from '../../../src/training/adam'
import { epochTiles } from '../../../src/training/batches'
import type { Fit } from '../../../src/training/callbacks/callback'
import { earlyStopping } from '../../../src/training/callbacks/earlyStopping'
import { modelCheckpoint } from '../../../src/training/callbacks/modelCheckpoint'
import { reduceOnPlateau } from '../../../src/training/callbacks/reduceOnPlateau'
import { loadCheckpoint } from '../../../src/training/checkpoint.node'
import {
  defaultTraining,
  schedules,
  type EpochReport,
  type ExamplesReport,
  type TrainConfig,
  type TrainReport,
} from '../../../src/runs/config'
import { crc32c } from '../../../src/training/crc32c'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { freshState } from '../../../src/training/loopState'
import { learningRateAt } from '../../../src/training/schedule'
import { classCosts } from '../../../src/training/classCosts'
import { makeTargets } from '../../../src/heads/targets'
import { heatmapTask } from '../../../src/heads/peaks/task'
import type { TileBatch } from '../../../src/tiles/tiles'
import { trainOn } from '../../../src/training/train.node'
import { squares } from '../shared/training.fixture'

const config: TrainConfig = { ...defaultTraining, dataset: 'squares', epochs: 3, batch: 6 }

/** A training that only keeps what a callback does to it. */
function fakeFit(change: Partial<TrainConfig> = {}) {
  const did: string[] = []
  const fit: Fit = {
    config: { ...config, ...change },
    state: freshState(config),
    runDir: '',
    validationSeconds: 0,
    seconds: () => 0,
    share: () => 0,
    save: (which) => void did.push(`save ${which}`),
    restoreBest: () => void did.push('restore'),
    thaw: () => void did.push('thaw'),
    stop: () => void did.push('stop'),
    warn: () => {},
  }
  return { fit, did }
}
const epoch = (n: number, valF1?: number): EpochReport => ({
  kind: 'epoch',
  epoch: n,
  loss: 1,
  learningRate: 1,
  seconds: 1,
  ...(valF1 === undefined ? {} : { valF1 }),
})

describe('callbacks', () => {
  it('practice 18: early stopping counts validated epochs without a better F1, through a restart', () => {
    const { fit, did } = fakeFit()
    const first = earlyStopping(3)
    for (const [n, f1] of [0.2, 0.5, undefined, undefined, undefined, 0.5, undefined, 0.3].entries())
      first.onEpochEnd?.(fit, epoch(n, f1))
    const second = earlyStopping(3)
    second.restore?.(JSON.parse(JSON.stringify(first.checkpoint?.())))
    expect(did).toEqual([])
    second.onEpochEnd?.(fit, epoch(8))
    expect(did).toEqual([])
    second.onEpochEnd?.(fit, epoch(9, 0.4))
    expect(did).toEqual(['stop'])
  })

  it('practice 18: early stopping and the best follow the validation loss where that is monitored', () => {
    const { fit, did } = fakeFit({ monitor: 'loss' })
    const [stopping, checkpoint] = [earlyStopping(2), modelCheckpoint(10)]
    for (const [n, valLoss] of [0.5, 0.4, 0.45, 0.4, 0.41].entries())
      for (const each of [checkpoint, stopping]) each.onEpochEnd?.(fit, { ...epoch(n + 1, 0.9), valLoss })
    expect(fit.state.best).toMatchObject({ epoch: 4, metric: 0.4, f1: 0.9 })
    expect(did).toEqual(['save best', 'save best', 'save best', 'stop', 'stop'])
  })

  it('practice 18: the best is the highest validated epoch, of equals the later; steady takes the later within an error', () => {
    const f1s = [undefined, 0.5, 0.8, 0.75, undefined, 0.8, 0.75, 0.3]
    const keep = (keepBest: TrainConfig['keepBest'], objects: number) => {
      const { fit, did } = fakeFit({ keepBest })
      const callback = modelCheckpoint(objects)
      f1s.forEach((f1, n) => callback.onEpochEnd?.(fit, epoch(n + 1, f1)))
      return { ...fit.state.best, saved: did.filter((each) => each === 'save best').length }
    }
    expect(keep(undefined, 10)).toMatchObject({ epoch: 6, metric: 0.8, saved: 3 })
    expect(keep('highest', 10)).toMatchObject({ epoch: 6, metric: 0.8, saved: 3 })
    // One standard error of 0.8 from ten objects is 0.126.
    expect(keep('steady', 10)).toMatchObject({ epoch: 7, metric: 0.75, saved: 5 })
    expect(keep('steady', 10_000)).toMatchObject({ epoch: 6, metric: 0.8 })
  })

  it('reduce on plateau multiplies the rate after validations without a better F1, and starts to count anew', () => {
    const { fit } = fakeFit()
    const callback = reduceOnPlateau({ factor: 0.5, patience: 2 })
    const rates = [0.3, 0.3, undefined, 0.2, 0.2, 0.4, 0.4, 0.4].map((f1, n) => {
      callback.onEpochEnd?.(fit, epoch(n, f1))
      return fit.state.rateFactor
    })
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25])
  })

  it('has schedules that warm up and end where they say', () => {
    for (const schedule of ['cosine', 'constant', 'step', 'exponential'] as const) {
      expect(learningRateAt(2, 0.025, schedule)).toBeCloseTo(1)
      expect(learningRateAt(2, 0.05, schedule)).toBeCloseTo(2)
    }
    expect(learningRateAt(1, 1, 'constant')).toBe(1)
    expect(learningRateAt(1, 0.9, 'step')).toBe(0.01)
    expect(learningRateAt(1, 1, 'exponential')).toBeCloseTo(0.01)
    expect(learningRateAt(1, 0.525, 'exponential')).toBeCloseTo(0.1)
  })

  it('shows every tile equally often with a number of steps an epoch, whatever it is', () => {
    const tiles = Int32Array.from({ length: 10 }, (_, i) => i * 3)
    const seen = [0, 1, 2, 3, 4].flatMap((n) => [...epochTiles(tiles, { seed: 3, tilesPerEpoch: 20 }, n)])
    expect(seen.length).toBe(100)
    for (const tile of tiles) expect(seen.filter((each) => each === tile).length).toBe(10)
    expect([...new Set(epochTiles(tiles, { seed: 3 }, 1))].sort((a, b) => a - b)).toEqual([...tiles])
  })

  it('knows the check sums of RFC 3720', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  })
})

describe('optimisers', () => {
  it('are what their papers say', () => {
    const gradients = [0.3, -0.2, 0.5]
    const weights = { sgd: 1, rmsprop: 1 }
    let [velocity, square] = [0, 0]
    const own = { sgd: Float32Array.of(1), rmsprop: Float32Array.of(1) }
    const states = { sgd: newAdamState(1), rmsprop: newAdamState(1) }
    const rate = 0.01
    for (const g of gradients) {
      for (const id of ['sgd', 'rmsprop'] as const)
        adamStep(own[id], Float32Array.of(g), states[id], { ...optimisers[id], weightDecay: 0, rate })
      velocity = 0.9 * velocity + g
      weights.sgd -= rate * velocity
      square = 0.9 * square + 0.1 * g * g
      weights.rmsprop -= (rate * g) / (Math.sqrt(square) + 1e-7)
    }
    expect(own.sgd[0]).toBeCloseTo(weights.sgd, 6)
    expect(own.rmsprop[0]).toBeCloseTo(weights.rmsprop, 6)
  })
})

describe('class weights', () => {
  const prices = classCosts(['car', 'truck'], {
    falseNegativeWeight: 2,
    falseNegativeWeights: { truck: 6 },
    classWeights: { car: 0.5 },
  })

  it('make a missed truck dearer than a missed car, and all of a class lighter', () => {
    expect(prices).toEqual([
      { missed: 2, weight: 0.5 },
      { missed: 6, weight: 1 },
    ])
    const shape = { size: 16, stride: 4, classes: 2 }
    const batch: TileBatch = {
      count: 1,
      images: new Uint8Array(768),
      masks: new Uint8Array(256),
      offset: Int32Array.of(0, 2),
      xywh: Float32Array.of(0, 0, 4, 4, 8, 8, 4, 4),
      classes: Uint8Array.of(0, 1),
      labels: Uint8Array.of(1, 1),
    }
    const of = (given?: typeof prices) =>
      makeTargets(heatmapTask(shape, ['car', 'truck'], 2, given).targets, batch)
    const sums = (data: Float32Array | undefined) =>
      [0, 1].map((c) => data?.filter((_, i) => i % 2 === c).reduce((a, b) => a + b, 0) ?? NaN)
    const [plain, priced] = [of(), of(prices)]
    expect(sums(priced['positive']?.data)).toEqual([0.5, 3])
    const [cars, trucks] = sums(plain['negative']?.data) as [number, number]
    expect(sums(priced['negative']?.data)[0]).toBeCloseTo(cars / 2, 4)
    expect(sums(priced['negative']?.data)[1]).toBeCloseTo(trucks, 4)
  })

  it('are refused for a class that is not there', () => {
    expect(() => classCosts(['car'], { falseNegativeWeight: 2, classWeights: { tram: 2 } })).toThrow(
      /"tram".*it has car/,
    )
  })
})

describe('a training with callbacks', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'windhover-callbacks-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function watch(stopAfter = Infinity) {
    const controller = new AbortController()
    const reports: (TrainReport | ExamplesReport)[] = []
    const report = (r: TrainReport | ExamplesReport) => {
      reports.push(r)
      if (r.kind === 'step' && r.step >= stopAfter) controller.abort()
    }
    return { signal: controller.signal, progress() {}, warn() {}, report, reports }
  }
  const job = (change: Partial<TrainConfig>, resume = false) => ({
    id: 'run',
    runDir: join(folder, 'run'),
    config: { ...config, ...change },
    resume,
  })

  it('writes a CSV log with a line an epoch, also when it was stopped and went on', async () => {
    await trainOn(squares(), job({ epochs: 4 }), watch(5))
    await trainOn(squares(), job({ epochs: 4 }, true), watch())
    const [head, ...lines] = readFileSync(join(folder, 'run/metrics.csv'), 'utf8').trim().split('\n')
    expect(head).toMatch(/^epoch,loss,valLoss/)
    expect(lines.map((line) => line.split(',')[0])).toEqual(['1', '2', '3', '4'])
    expect(Number(lines.at(-1)?.split(',')[5])).toBeGreaterThanOrEqual(0)
  })

  it('writes events that another reader of TensorBoard logs reads', async () => {
    await trainOn(squares(), job({ epochs: 2, tensorBoard: true }), watch())
    const logs = join(folder, 'run/tensorboard')
    const [file] = readdirSync(logs)
    // A reader of its own: Python's struct and the field numbers of event.proto, no line of ours.
    const script = `
import struct, sys
data = open(sys.argv[1], 'rb').read()
at, tags = 0, []
while at < len(data):
    (length,) = struct.unpack_from('<Q', data, at)
    body = data[at + 12:at + 12 + length]
    at += 16 + length
    i = body.find(b'\\n', 0)
    while i >= 0 and i + 1 < len(body):
        n = body[i + 1]
        tag = body[i + 2:i + 2 + n]
        if n > 4 and b'/' in tag and body[i + 2 + n:i + 3 + n] == b'\\x15':
            (value,) = struct.unpack_from('<f', body, i + 3 + n)
            tags.append((tag.decode(), value))
        i = body.find(b'\\n', i + 1)
print(len(tags), *sorted({t for t, _ in tags}), sep='|')
print([v for t, v in tags if t == 'train/learning rate'][0])
`
    const out = execFileSync('python3', ['-c', script, join(logs, file as string)])
      .toString()
      .split('\n')
    expect(out[0]).toContain('train/learning rate')
    expect(out[0]).toContain('validation/F1')
    expect(Number(out[1])).toBeGreaterThan(0)
  })

  it('practice 19: validates as often as it is told, on as many batches as it is told', async () => {
    const context = watch()
    await trainOn(
      squares(),
      job({ epochs: 5, validationFrequency: 2, validationSteps: 1, batch: 2 }),
      context,
    )
    const validated = context.reports.flatMap((r) =>
      r.kind === 'epoch' && r.valF1 !== undefined ? [r.epoch] : [],
    )
    expect(validated).toEqual([2, 4, 5])
    const strips = context.reports.filter((r) => r.kind === 'examples')
    expect(strips.length).toBe(3)
    for (const strip of strips) {
      expect(strip.tiles.length).toBe(2)
      expect(strip.heat.length).toBe(2 * strip.grid ** 2)
    }
  })

  it.each(schedules)(
    'reports the rates of the schedule %s from the first step to the last',
    async (schedule) => {
      const context = watch()
      const change = { epochs: 6, stepsPerEpoch: 4, schedule, learningRate: 0.003 }
      await trainOn(squares(), job(change), context)
      const rates = context.reports.flatMap((r) => (r.kind === 'step' ? [r.learningRate] : []))
      const expected = Array.from({ length: 24 }, (_, i) => learningRateAt(0.003, i / 24, schedule))
      expect(rates.length).toBe(24)
      rates.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i] as number, 9))
    },
  )

  it('counts early stopping in validated epochs, and keeps the epoch of the highest F1', async () => {
    const context = watch()
    const change = { epochs: 60, patience: 2, validationFrequency: 3, learningRate: 1e-7 }
    const info = await trainOn(squares(), job(change), context)
    // Nothing is learned at that rate: the first validated epoch sets the mark, two more do not beat it.
    expect(info.epochs).toBe(9)
    const best = context.reports.flatMap((r) => (r.kind === 'epoch' && r.valF1 !== undefined ? [r] : []))
    const highest = Math.max(...best.map((r) => r.valF1 as number))
    expect(info.best).toMatchObject({
      metric: highest,
      epoch: best.findLast((r) => r.valF1 === highest)?.epoch,
      name: 'validation F1',
    })
  })

  it('ends with the best weights without early stopping, too, and not when it was stopped', async () => {
    const change = { epochs: 12, restoreBest: true, validationFrequency: 1 }
    const arrays = (which: string) =>
      loadCheckpoint(join(folder, 'run/checkpoints', which))?.arrays['average']
    await trainOn(squares(), job(change), watch(20))
    const info = await trainOn(squares(), job(change, true), watch())
    expect(info.status).toBe('finished')
    expect(arrays('last')).toEqual(arrays('best'))
  })

  it('goes on under new limits, and its mean loss counts the whole epoch', async () => {
    const [whole, broken] = [watch(), watch(5)]
    await trainOn(squares(), job({ epochs: 3 }), whole)
    rmSync(join(folder, 'run'), { recursive: true })
    await trainOn(squares(), job({ epochs: 40 }), broken)
    const rest = watch()
    const info = await trainOn(squares(), job({ epochs: 3 }, true), rest)
    expect(info.epochs).toBe(3)
    // Stopped within an epoch: the steps before and after the break make its mean.
    const steps = [...broken.reports, ...rest.reports].flatMap((r) => (r.kind === 'step' ? [r] : []))
    const ended = rest.reports.find((r) => r.kind === 'epoch') as EpochReport
    const own = steps.filter((r) => r.epoch === ended.epoch)
    expect(own.length).toBeGreaterThan(
      rest.reports.filter((r) => r.kind === 'step' && r.epoch === ended.epoch).length,
    )
    expect(ended.loss).toBeCloseTo(own.reduce((sum, { loss }) => sum + loss, 0) / own.length, 5)
  })

  it('takes as many steps an epoch as it is told', async () => {
    const info = await trainOn(squares(), job({ epochs: 3, stepsPerEpoch: 5 }), watch())
    expect(info).toMatchObject({ epochs: 3, steps: 15 })
  })

  it('tells how many objects a batch held and where the time went', async () => {
    const context = watch()
    await trainOn(squares(), job({ epochs: 1, augmentation: {} }), context)
    const steps = context.reports.filter((r) => r.kind === 'step')
    expect(steps.length).toBeGreaterThan(1)
    for (const step of steps) {
      expect(step.objects).toBe(6)
      expect(step.stepped).toBeGreaterThan(0)
      expect(step.read + step.augmented).toBeGreaterThan(0)
    }
    const pasted = watch()
    await trainOn(squares(), { ...job({ epochs: 1 }), runDir: join(folder, 'pasted') }, pasted)
    const objects = pasted.reports.flatMap((r) => (r.kind === 'step' ? [r.objects] : []))
    expect(Math.min(...objects)).toBeGreaterThanOrEqual(6)
    expect(Math.max(...objects)).toBeGreaterThan(6)
  })

  it('ends early with the best weights as its last', async () => {
    const info = await trainOn(
      squares(),
      job({ epochs: 500, patience: 2, restoreBest: true, validationFrequency: 1 }),
      watch(),
    )
    expect(info.status).toBe('finished')
    expect(info.epochs).toBeLessThan(500)
    const [best, last] = ['best', 'last'].map((which) =>
      loadCheckpoint(join(folder, 'run/checkpoints', which)),
    )
    expect(last?.arrays['average']).toEqual(best?.arrays['average'])
    expect(existsSync(join(folder, 'run/metrics.csv'))).toBe(true)
  })

  it('trains on random crops and with another preprocessing, and what it wrote predicts', async () => {
    const reader = squares({ tiles: 32, val: 8 })
    const augmentation = { crop: { size: 48 }, dihedral: {} }
    const info = await trainOn(
      reader,
      job({ epochs: 25, augmentation, preprocessing: 'opticalDensity', learningRate: 3e-3 }),
      watch(),
    )
    expect(info.best?.metric).toBeGreaterThan(0.6)
    const detector = await loadDetector(join(folder, 'run'), 'auto')
    expect(detector.tile).toBe(48)
    const tile = reader.read([31])
    const { heat } = await detector.predict(tile.images, 1, 64, 64)
    const [x = 0, y = 0, w = 0, h = 0] = tile.xywh
    const top = heat.indexOf(Math.max(...heat))
    expect(Math.abs((top % 16) * 4 + 2 - x - w / 2)).toBeLessThan(5)
    expect(Math.abs(Math.floor(top / 16) * 4 + 2 - y - h / 2)).toBeLessThan(5)
    detector.dispose()
  })

  it.each(['sgd', 'rmsprop'] as const)('learns with %s, too', async (optimiser) => {
    const context = watch()
    const learningRate = optimiser === 'sgd' ? 0.02 : 1e-3
    await trainOn(squares({ tiles: 32, val: 8 }), job({ epochs: 12, optimiser, learningRate }), context)
    const losses = context.reports.flatMap((r) => (r.kind === 'epoch' ? [r.loss] : []))
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
  })

  it('refuses a preprocessing that is not there', async () => {
    const failing = trainOn(squares(), job({ preprocessing: 'zca' }), watch())
    await expect(failing).rejects.toThrow(/no preprocessing "zca"; choose standardise/)
  })
})
