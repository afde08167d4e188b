import { describe, expect, test, vi } from 'vitest'
import { foundClasses, classifiesWhole, legendOf, lookOf, saidOf } from '../../../renderer/state/foundClasses'
import { Session } from '../../../renderer/state/session.svelte'
import { tellLooks } from '../../../renderer/state/tellLooks'
import { classNumbers, paletteBytes } from '../../../renderer/viewer/instances/colors'
import { labelOf } from '../../../renderer/viewer/scene/label'
import type { ProjectState, WindowApi } from '../../../src/ipc/contract'
import { emptyDetections, type PredictionInfo } from '../../../src/found/detections'
import { projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

const at = scratch()
const project = [
  { id: 1, name: 'square', color: '#e69f00' },
  { id: 4, name: 'house', color: '#56b4e9' },
]
const info = (more: Partial<PredictionInfo> = {}): PredictionInfo => ({
  ...{ run: 'run-1', image: 1, width: 400, height: 300, classNames: ['circle', 'square'], threshold: 0 },
  classes: [
    { name: 'circle', probability: 0.25 },
    { name: 'square', probability: 0.75 },
  ],
  heat: { stride: 32, tileSize: 256, levels: [{ width: 13, height: 10 }] },
  ...more,
})

describe('what a run that classifies says, in the window', () => {
  test('is called and coloured as the class of the same name, or as one of its own', () => {
    const { classes, tiled } = lookOf(info(), project)
    expect(tiled).toBe(true)
    expect(classes.map(({ name, record }) => [name, record?.id])).toEqual([
      ['circle', undefined],
      ['square', 1],
    ])
    expect(classes[1]?.color).toBe('#e69f00')
    expect(project.map(({ color }) => color)).not.toContain(classes[0]?.color)
    // Of a run that finds objects, what the project lacks is grey.
    const others = lookOf(info({ classes: undefined, classNames: ['old', 'house'] }), project).classes
    expect(others).toMatchObject([{ name: 'old (not in this project)', color: '#9aa4ae' }, { name: 'house' }])
    const detections = {
      xywh: Float32Array.of(0, 0, 32, 32, 32, 0, 32, 32),
      score: Float32Array.of(0.9, 0.6),
      class: Uint8Array.of(1, 0),
    }
    const label = (index: number) => labelOf({ kind: 'detection', index }, project, classes, detections)
    expect([label(0)?.text, label(1)?.text]).toEqual(['square  0.90', 'circle  0.60'])
    // Tiles have the class's own colour, finds a lighter one; what is hidden is not drawn.
    const found = foundClasses({ classNames: ['square'] }, project, false)
    const row = (tiled: boolean, hidden = new Set<number>()) => [
      ...paletteBytes(project, 8, hidden, { classes: found, tiled }).subarray(32, 36),
    ]
    expect(row(true)).toEqual([0xe6, 0x9f, 0, 255])
    expect(row(false).every((value, i) => value >= row(true)[i]!)).toBe(true)
    expect(row(true, new Set([1]))[3]).toBe(0)
    expect([...classNumbers(classes, new Set([1, 4]))]).toEqual([1])
  })

  test('has a legend, the likeliest first, with the tiles that have each class', () => {
    const about = info()
    const rows = legendOf(about, lookOf(about, project), Uint8Array.of(1, 1, 0, 1))
    expect(rows.map(({ name, probability, tiles }) => [name, probability, tiles])).toEqual([
      ['square', 0.75, 3],
      ['circle', 0.25, 1],
    ])
    expect(saidOf(rows, about).map(({ name }) => name)).toEqual(['square'])
    expect(saidOf(rows, { ...about, several: true, threshold: 0.2 })).toHaveLength(2)
    expect(saidOf(rows, { ...about, several: true, threshold: 0.8 })).toEqual([])
    expect(classifiesWhole(about)).toBe(false)
    expect(
      classifiesWhole(info({ heat: { stride: 400, tileSize: 256, levels: [{ width: 1, height: 1 }] } })),
    ).toBe(true)
  })
})

describe('starting a prediction', () => {
  test('says nothing of looks unless the person chose: then the run looks as it was validated', async () => {
    const { store, image } = await projectWithImage(at('tta.windhover'))
    const asked: unknown[] = []
    const config = { model: 'heatmap' }
    const run = {
      id: 'run-1',
      config,
      status: 'finished',
      epochs: 3,
      startedAt: '2026-01-01T00:00:00Z',
      best: {},
    }
    let runs = [run]
    let searched: string[] = []
    let kept: unknown = { chosen: null, shown: null, thresholds: {} }
    const state = () =>
      ({
        ...{ path: '/p.windhover', name: 'p', classes: [...store.classes()], runs, dataset: null },
        images: store
          .images()
          .map((each) => ({ ...each, objects: 0, checkedAreas: 0, predictions: searched })),
        ...{ canUndo: false, canRedo: false, readOnly: null },
      }) as unknown as ProjectState
    const answers: Record<string, (input: unknown) => unknown> = {
      'project.open': state,
      'prediction.load': (input) => {
        const { run } = input as { run: string }
        const threshold = run === 'run-1' ? 0.4 : 0.6
        return { info: { ...info({}), run, threshold }, detections: emptyDetections() }
      },
      'predict.start': (input) => (asked.push(input), []),
      'project.shown.read': () => kept,
      'project.shown.write': (input) => void (kept = input),
    }
    const documents = storeApi(store)
    const call: WindowApi['call'] = async (command, input) =>
      (answers[command]?.(input) ??
        (command in answers ? null : await documents.call(command, input))) as never
    const session = new Session({ call, on: () => () => {}, pathOf: () => '' })
    await session.open('p', session.bridge.call('project.open', {}))
    await session.predict.start()
    session.predict.careful = true
    await session.predict.start()
    session.predict.merge = { way: 'nmm', classes: 'apart' }
    await session.predict.start()
    session.predict.careful = false
    session.predict.coarse = true
    await session.predict.start()
    const { merge } = session.predict
    expect(asked).toEqual([
      { images: [image.id], run: 'run-1' },
      { images: [image.id], run: 'run-1', tta: 'flips' },
      { images: [image.id], run: 'run-1', tta: 'flips', merge: { way: 'nmm', classes: 'apart' } },
      { images: [image.id], run: 'run-1', merge, coarseToFine: true },
    ])
    // A threshold is its run's, and what was chosen for it comes back with it.
    const { overlay, predict } = session
    expect(overlay.threshold).toBe(0.4)
    overlay.threshold = 0.7
    await predict.load('run-2')
    expect(overlay.threshold).toBe(0.6)
    await predict.load('run-1')
    expect(overlay.threshold).toBe(0.7)
    // The next sitting has it, too; a threshold that nobody set is not kept.
    await expect.poll(() => kept).toMatchObject({ thresholds: { 'run-1': 0.7 } })
    searched = ['run-1', 'run-2']
    const chosen = new Session({ call, on: () => () => {}, pathOf: () => '' })
    await chosen.open('p', chosen.bridge.call('project.open', {}))
    await chosen.predict.choose('run-1')
    await expect.poll(() => kept).toEqual({ chosen: 'run-1', shown: 'run-1', thresholds: { 'run-1': 0.7 } })
    // A newer run replaces neither what is shown nor its threshold.
    runs = [run, { ...run, id: 'run-2' }]
    const again = new Session({ call, on: () => () => {}, pathOf: () => '' })
    await again.open('p', again.bridge.call('project.open', {}))
    expect(again.predict).toMatchObject({ run: 'run-1', shownRun: 'run-1' })
    expect(again.overlay.threshold).toBe(0.7)
    store.close()
  })
})

test('main hears where the person looks while a search runs elsewhere, once for each view, and then no more', () => {
  vi.useFakeTimers()
  try {
    const told: unknown[] = []
    const call = (command: string, input: unknown) => (told.push([command, input]), Promise.resolve())
    const seen = { x: 10, y: 20, w: 300, h: 200 }
    const view = { seen: () => seen }
    const host = { bridge: { call }, image: undefined, view } as unknown as Parameters<typeof tellLooks>[0]
    const stop = tellLooks(host)
    vi.advanceTimersByTime(2000)
    expect(told).toEqual([])
    Object.assign(host, { image: { id: 7 } })
    vi.advanceTimersByTime(2000)
    Object.assign(seen, { x: 60 })
    vi.advanceTimersByTime(2000)
    stop()
    vi.advanceTimersByTime(2000)
    expect(told).toMatchObject([
      ['predict.look', { image: 7, rect: { y: 20, w: 300, h: 200 } }],
      ['predict.look', { image: 7, rect: { x: 60 } }],
      ['predict.look', null],
    ])
  } finally {
    vi.useRealTimers()
  }
})
