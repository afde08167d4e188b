import { expect, test } from 'vitest'
import { Session } from '../../../renderer/state/session.svelte'
import { emptyDetections } from '../../../src/found/detections'
import type { ProjectState, WindowApi } from '../../../src/ipc/contract'
import { projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

// Fields of view that are drawn, stepped through and checked; figures that say when they are old.

const at = scratch()
const rect = (x: number) => ({ x, y: 0, w: 50, h: 50 })
const fields = [rect(0), rect(100), rect(200)]

async function setup(name: string) {
  const { store, image } = await projectWithImage(at(`${name}.windhover`))
  const run = { id: 'run-1', config: { model: 'heatmap' }, status: 'finished', epochs: 1, best: {} }
  const state = () =>
    ({
      ...{ path: '/p.windhover', name: 'p', classes: [...store.classes()], runs: [run], dataset: null },
      images: store
        .images()
        .map((each) => ({ ...each, objects: 0, checkedAreas: 0, predictions: ['run-1'] })),
      ...{ canUndo: false, canRedo: false, readOnly: null },
    }) as unknown as ProjectState
  const heat = { stride: 4, tileSize: 256, levels: [] }
  const info = {
    run: 'run-1',
    image: image.id,
    width: 400,
    height: 300,
    classNames: [],
    threshold: 0.5,
    heat,
  }
  const asked: unknown[] = []
  const answers: Record<string, (input: unknown) => unknown> = {
    'project.open': state,
    'prediction.load': () => ({ info, detections: emptyDetections() }),
    'sample.drawn': () => null,
    'sample.draw': (input) => (asked.push(input), { drawn: { run: 'run-1', fields }, more: 7 }),
    'count.run': (input) => {
      asked.push(input)
      return { run: 'run-1', threshold: 0.5, classes: [], fields: { checked: 3, more: 0 } }
    },
  }
  const documents = storeApi(store)
  const call: WindowApi['call'] = async (command, input) =>
    (answers[command]?.(input) ?? (command in answers ? null : await documents.call(command, input))) as never
  const session = new Session({ call, on: () => () => {}, pathOf: () => '' })
  await session.open('p', session.bridge.call('project.open', {}))
  return { session, store, image, asked }
}

test('drawn fields are stepped through; what is checked is stored, and undo takes it back', async () => {
  const { session, store, image, asked } = await setup('fields')
  const { counts, document, notices } = session
  await counts.load()
  expect(counts.fields).toEqual([])
  counts.step(1)
  expect(notices.status.message).toMatch(/Draw fields first/)
  await counts.draw()
  expect(asked.at(-1)).toEqual({ image: image.id, fields: 20, run: 'run-1' })
  expect([counts.current, counts.shown, counts.more]).toEqual([0, fields[0], 7])
  counts.step(-1)
  expect(counts.current).toBe(2)
  counts.step(1)
  counts.check()
  expect([counts.checked, counts.current]).toEqual([1, 1])
  counts.check()
  counts.check()
  expect([counts.checked, counts.current]).toEqual([3, null])
  expect(notices.status.message).toMatch(/All drawn fields are checked/)
  await document.settled()
  expect(store.load(image.id).checked.map((area) => area.rect)).toEqual(fields)
  await session.undo()
  expect(counts.checked).toBe(2)
  store.close()
})

test('a count says when it is of another threshold or region than those that are set', async () => {
  const { session, store, image, asked } = await setup('figures')
  const { counts, overlay, notices } = session
  counts.scope = 'region'
  await counts.count()
  expect(notices.status.message).toMatch(/Draw a rectangle/)
  counts.region = { x: 10, y: 10, w: 100, h: 100 }
  await counts.count()
  const about = { run: 'run-1', threshold: 0.5 }
  expect(asked).toEqual([{ ...about, images: [image.id], region: counts.region }])
  expect(counts.old).toBe(false)
  overlay.threshold = 0.6
  expect(counts.old).toBe(true)
  overlay.threshold = 0.5
  counts.region = { x: 10, y: 10, w: 90, h: 100 }
  expect(counts.old).toBe(true)
  counts.scope = 'all'
  await counts.count()
  expect(asked.at(-1)).toEqual({ ...about, images: 'all', each: true })
  expect([counts.old, counts.more]).toEqual([false, 0])
  store.close()
})
