import { describe, expect, it } from 'vitest'
import { adamStep, newAdamState, optimisers } from '../../../src/training/adam'
import { epochTiles } from '../../../src/training/batches'
import type { Fit } from '../../../src/training/callbacks/callback'
import { earlyStopping } from '../../../src/training/callbacks/earlyStopping'
import { modelCheckpoint } from '../../../src/training/callbacks/modelCheckpoint'
import { reduceOnPlateau } from '../../../src/training/callbacks/reduceOnPlateau'
import { defaultTraining, type EpochReport, type TrainConfig } from '../../../src/runs/config'
import { crc32c } from '../../../src/training/crc32c'
import { freshState } from '../../../src/training/loopState'
import { learningRateAt } from '../../../src/training/schedule'
import { classCosts } from '../../../src/training/classCosts'
import { makeTargets } from '../../../src/heads/targets'
import { heatmapTask } from '../../../src/heads/peaks/task'
import type { TileBatch } from '../../../src/tiles/tiles'

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
