import { describe, expect, test } from 'vitest'
import { checkedWords, countedElsewhere, leftToDo } from '../../../renderer/state/counts'
import { best, curvesOf, maxPoints } from '../../../renderer/state/curves'
import { advise } from '../../../renderer/state/guide'
import { moreSettings, trainSettings, defaultForm } from '../../../renderer/state/presets'
import { fromShares, moveBorder, shares } from '../../../renderer/state/split'
import type { Split } from '../../../renderer/state/split'
import { parseSettings } from '../../../renderer/state/storedSettings'
import { axisTicks, nearestIndex, defaultTop } from '../../../renderer/ui/chart'
import { bytes, duration } from '../../../renderer/ui/format'
import { commands } from '../../../src/ipc/contract'
import type { ImageState } from '../../../src/ipc/contract'
import type { RunInfo, TrainReport } from '../../../src/runs/config'
import * as v from 'valibot'

const image = (
  id: number,
  objects: number,
  checkedAreas: number,
  predictions: string[] = [],
): ImageState => ({
  id,
  name: `${id}.png`,
  path: `/${id}.png`,
  sha256: '',
  width: 100,
  height: 100,
  levels: 1,
  tileSize: 256,
  objects,
  checkedAreas,
  predictions,
})

describe('the guide', () => {
  const nothing = {
    images: [],
    hasDataset: false,
    changes: 0,
    runs: [],
    training: false,
    toReview: undefined,
  }
  const run = { status: 'finished', epochs: 9 }

  test('leads from the first picture to the review and round again', () => {
    const steps = [
      { ...nothing },
      { ...nothing, images: [image(1, 0, 0)] },
      { ...nothing, images: [image(1, 5, 0)] },
      { ...nothing, images: [image(1, 5, 1)] },
      { ...nothing, images: [image(1, 5, 1)], hasDataset: true },
    ].map((state) => advise(state))
    expect(steps.map((advice) => advice.step)).toEqual([
      'annotate',
      'annotate',
      'annotate',
      'dataset',
      'train',
    ])
    expect(steps[1]?.sentence).toBe('Draw a box around one object, then mark the area you have checked.')
    const learnt = { ...nothing, images: [image(1, 5, 1)], hasDataset: true, runs: [run] }
    expect(advise(learnt).step).toBe('predict')
    const searched = { ...learnt, images: [image(1, 5, 1, ['r'])] }
    expect(advise({ ...searched, toReview: 3 }).step).toBe('review')
    expect(advise({ ...searched, changes: 4, toReview: 0 }).step).toBe('dataset')
  })

  test('a run that failed or was cut off before its first check cannot search', () => {
    const marked = { ...nothing, images: [image(1, 5, 1)], hasDataset: true }
    const after = (run: { status: string; best?: unknown }) =>
      advise({ ...marked, runs: [{ epochs: 1, ...run }] }).step
    expect(after({ status: 'failed' })).toBe('train')
    expect(after({ status: 'stopped' })).toBe('train')
    expect(after({ status: 'stopped', best: { epoch: 1, metric: 0.4 } })).toBe('predict')
  })

  test('a training that was cut off is gone on with, unless a newer one came after it', () => {
    const marked = { ...nothing, images: [image(1, 5, 1, ['r'])], hasDataset: true, changes: 4 }
    const cut = { status: 'interrupted', epochs: 3, best: { epoch: 1, metric: 0.4 } }
    expect(advise({ ...marked, runs: [cut, run] })).toEqual({
      step: 'train',
      sentence: 'A training was cut off after 3 epochs: go on with it in Train.',
    })
    expect(advise({ ...marked, runs: [{ ...cut, epochs: 0 }] }).sentence).toMatch(
      /cut off in its first epoch/,
    )
    expect(advise({ ...marked, runs: [run, cut] }).step).toBe('dataset')
    expect(advise({ ...marked, runs: [cut], training: true }).sentence).toMatch(/^It is training/)
  })

  test('the list says what is left to do on an image', () => {
    expect(leftToDo(image(1, 0, 0))).toBe('marks')
    expect(leftToDo(image(1, 3, 0))).toBe('check')
    expect(leftToDo(image(1, 3, 1))).toBe('search')
    expect(leftToDo(image(1, 3, 1, ['r']))).toBe('nothing')
  })

  test('and how much of it is checked: whole only where nothing is left out, and never nothing', () => {
    const words = (checkedShare: number) => checkedWords({ ...image(1, 3, 1), checkedShare })
    expect([0.004, 0.129, 0.999, 1].map(words)).toEqual([
      'Under 1 % checked',
      '12 % checked',
      '99 % checked',
      'Wholly checked',
    ])
    expect(checkedWords({ ...image(1, 3, 0), checkedShare: 0 })).toBeUndefined()
  })
})

describe('counts of images out of sight', () => {
  test('follow an edit that reaches into them; the open image counts for itself', () => {
    const row = (id: number, on: number) =>
      ({ id, image: on, class: 1, shape: { kind: 'point', x: 1, y: 1 }, origin: 'human' }) as const
    const edit = {
      label: 'Delete class',
      changes: [1, 2, 3].map((id) => ({
        table: 'objects' as const,
        before: row(id, id === 1 ? 1 : 2),
        after: null,
      })),
    }
    const after = countedElsewhere([image(1, 7, 0), image(2, 5, 1)], edit, 1)
    expect(after.map((each) => each.objects)).toEqual([7, 3])
  })
})

describe('the split', () => {
  test('always adds up to 100, whichever border is moved where', () => {
    let split: Split = [70, 20, 10]
    for (const [border, at] of [
      [0, 95],
      [1, 20],
      [0, -5],
      [1, 140],
      [0, 33.4],
      [1, 66.6],
    ] as const) {
      split = moveBorder(split, border, at)
      expect(split[0] + split[1] + split[2]).toBe(100)
      expect(Math.min(...split)).toBeGreaterThanOrEqual(0)
      expect(split[0]).toBeGreaterThanOrEqual(10)
    }
    expect(split).toEqual([33, 34, 33])
  })

  test('goes to the contract and comes back', () => {
    expect(fromShares(shares([70, 20, 10]))).toEqual([70, 20, 10])
    expect(fromShares([0.333, 0.333, 0.334])).toEqual([33, 33, 34])
  })
})

describe('training', () => {
  test('every preset is a setting that the contract takes', () => {
    for (const preset of ['quick', 'thorough', 'converge'] as const) {
      const settings = trainSettings({ ...defaultForm, preset, falseNegativeWeight: 7.5 })
      expect(v.parse(commands['train.start'].in, { settings }).settings.falseNegativeWeight).toBe(7.5)
    }
    expect(trainSettings({ ...defaultForm, preset: 'quick' }).minutes).toBe(2)
    expect(trainSettings({ ...defaultForm, preset: 'converge' }).minutes).toBeUndefined()
    expect(trainSettings({ ...defaultForm, preset: 'converge' }).patience).toBeGreaterThan(0)
  })

  const step = (n: number, loss: number): TrainReport => ({
    kind: 'step',
    epoch: 1 + Math.floor(n / 10),
    step: n,
    steps: 10,
    loss,
    learningRate: 0.002,
    tilesPerSecond: 40,
    objects: 3,
    waited: 0.01,
    stepped: 0.3,
    read: 0.01,
    augmented: 0.02,
  })

  test('curves lie in epochs and keep their shape however long it takes', () => {
    const reports = Array.from({ length: 20_000 }, (_, n) => step(n + 1, 100 - n / 200))
    const { loss } = curvesOf(reports)
    expect(loss.x.length).toBeLessThanOrEqual(maxPoints)
    expect(loss.x.length).toBeGreaterThan(maxPoints / 3)
    expect(loss.x.at(-1)).toBeCloseTo(2000, -1)
    expect(loss.y.at(0)).toBeGreaterThan(loss.y.at(-1) ?? 0)
    loss.x.forEach((x, i) => expect(loss.y[i]).toBeCloseTo(100 - (x * 10 - 1) / 200, 3))
  })

  test('the best F1 is found with its epoch; a loss that is not a number is left out', () => {
    const epoch = (n: number, valF1: number): TrainReport => ({
      kind: 'epoch',
      epoch: n,
      loss: 1,
      valLoss: 1,
      valF1,
      learningRate: 0.002,
      seconds: 1,
    })
    const curves = curvesOf([step(1, NaN), epoch(1, 0.4), epoch(2, 0.9), epoch(3, 0.8)])
    expect(best(curves.f1)).toEqual({ x: 2, y: 0.9 })
    expect(curves.loss.x).toEqual([])
    expect(best(curvesOf([]).f1)).toBeUndefined()
  })

  test('what is fitted has no learning rate to draw', () => {
    const { learningRate, ...rest } = step(1, 1) as Extract<TrainReport, { kind: 'step' }>
    expect(curvesOf([{ ...rest, learningRate }]).learningRate.x).toHaveLength(1)
    const fitted = curvesOf([rest, { ...rest, step: 2 }])
    expect([fitted.loss.x.length, fitted.learningRate.x.length]).toEqual([2, 0])
  })
})

describe('numbers on the screen', () => {
  test('axes have round values inside their ends', () => {
    expect(axisTicks(0, 1, 3)).toEqual([0, 0.5, 1])
    expect(axisTicks(0, 2.3, 3)).toEqual([0, 1, 2])
    expect(axisTicks(0, 0, 3)).toEqual([0])
    expect(nearestIndex([0, 1, 2, 5], 3)).toBe(2)
    expect(nearestIndex([], 3)).toBe(-1)
  })

  test('a wild beginning does not flatten the rest of a curve', () => {
    const values = [90, 40, ...Array.from({ length: 200 }, () => 1)]
    expect(defaultTop(values)).toBeLessThan(2)
    expect(defaultTop([3, 1, 2])).toBe(3)
  })

  test('times and sizes', () => {
    expect([duration(8.4), duration(185), duration(3723)]).toEqual(['8 s', '3:05', '1:02:03'])
    expect([bytes(999), bytes(48_211_332), bytes(139e6)]).toEqual(['999 B', '48.2 MB', '139 MB'])
  })
})

describe('settings', () => {
  test('survive a file that is damaged, of another version or out of bounds', () => {
    expect(parseSettings('{').theme).toBe('system')
    expect(parseSettings('[1]').keys).toEqual({})
    const read = parseSettings(
      '{"theme":"dark","panelWidth":9000,"keys":{"edit.undo":["U",7],"x":3},"new":1}',
    )
    expect(read).toMatchObject({
      theme: 'dark',
      panelWidth: 560,
      panelOpen: true,
      keys: { 'edit.undo': ['U'] },
    })
  })
})

describe('a stopped run goes on', () => {
  // 600 steps of 16 tiles at 32 tiles a second: five minutes.
  const run = { steps: 600, tilesPerSecond: 32, config: { batch: 16 } } as unknown as RunInfo

  test('as it was planned, or so many minutes longer than it has trained', () => {
    expect(moreSettings('planned', defaultForm, run)).toEqual({})
    expect(moreSettings('quick', defaultForm, run)).toEqual({ minutes: 7 })
    expect(moreSettings('thorough', defaultForm, run)).toEqual({ minutes: 15 })
    // One that was stopped before its first step.
    expect(moreSettings('quick', defaultForm, { ...run, steps: 0, tilesPerSecond: 0 })).toEqual({
      minutes: 2,
    })
  })
})
