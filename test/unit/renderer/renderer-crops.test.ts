import { describe, expect, test, vi } from 'vitest'
import { crops as cropActions } from '../../../renderer/actions/crops'
import { classDigits } from '../../../renderer/actions/classDigits'
import { Actions } from '../../../renderer/actions/registry.svelte'
import { byWords } from '../../../renderer/actions/fuzzy'
import { reviewAccept } from '../../../renderer/actions/reviews'
import { Session } from '../../../renderer/state/session.svelte'
import { addObject } from '../../../src/document/commands/addObject'
import type { CommandIn, ProjectState, WindowApi } from '../../../src/ipc/contract'
import { projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

const at = scratch()
let folders = 0

type Question = CommandIn<'similar.find'>
interface Asked {
  readonly question: Question
  answer(...places: readonly (readonly [x: number, y: number])[]): Promise<void>
}

const prediction = {
  info: {
    ...{ run: 'run-1', image: 1, width: 1000, height: 800, classNames: ['car', 'van'], threshold: 0.4 },
    heat: { stride: 4, tileSize: 256, levels: [{ width: 250, height: 200 }] },
  },
  detections: {
    xywh: Float32Array.from(
      Array.from({ length: 300 }, (_, i) => [
        (i % 20) * 45,
        Math.floor(i / 20) * 50,
        20 + (i % 3),
        20,
      ]).flat(),
    ),
    score: Float32Array.from({ length: 300 }, (_, i) => 0.95 - i / 600),
    class: Uint8Array.from({ length: 300 }, (_, i) => i % 2),
  },
}

/** A window over a real project; questions wait until the test answers them. */
async function setup() {
  const { store, image, car, van } = await projectWithImage(at(`c${++folders}.windhover`))
  const documents = storeApi(store)
  const asked: Asked[] = []
  const state = (): ProjectState => ({
    ...{ path: '/field.windhover', name: 'field', dataset: null, runs: [], readOnly: null },
    ...{ classes: [...store.classes()], canUndo: store.canUndo(), canRedo: store.canRedo() },
    images: store.images().map((each) => {
      const { objects, checked } = store.load(each.id)
      return { ...each, objects: objects.length, checkedAreas: checked.length, predictions: ['run-1'] }
    }),
  })
  const answers: Record<string, (input: never) => unknown> = {
    'image.view.read': () => ({ bookmarks: [], sweep: null }),
    'project.open': state,
    'project.state': state,
    'project.recent': () => [],
    'settings.read': () => '{}',
    'window.language': () => 'en',
    'prediction.load': () => prediction,
    'similar.find': (question: Question) =>
      new Promise((resolve) => {
        const answer = async (...places: readonly (readonly [number, number])[]) => {
          resolve({ xywh: Float32Array.from(places.flatMap(([x, y]) => [x, y, 40, 20])), seconds: 0.1 })
          await vi.waitFor(() => expect(asked.at(-1)).toBeDefined())
          await new Promise((done) => setTimeout(done))
        }
        asked.push({ question, answer })
      }),
  }
  const call: WindowApi['call'] = async (command, input) => {
    const answer = answers[command]
    return (answer ? await answer(input as never) : await documents.call(command, input)) as never
  }
  const session = new Session({ call, on: () => () => {}, pathOf: () => '' })
  await session.open('field', session.bridge.call('project.open', {}))
  session.apply(
    addObject(session.document.newId(), image.id, car.id, { kind: 'box', x: 10, y: 10, w: 40, h: 20 }),
  )
  const [marked] = session.document.objects.keys()
  const actions = new Actions(session, [...cropActions, reviewAccept, ...classDigits])
  const select = () =>
    (session.document.selection = { objects: new Set([marked as number]), areas: new Set() })
  /** Where the crops lie, in the order of the grid. */
  const shown = () => [...session.crops.order].map((key) => session.crops.item(key)?.rect.x)
  return { session, actions, asked, select, shown, car, van }
}

describe('find similar', () => {
  test('asks with what is selected, and leaves out what is marked or rejected already', async () => {
    const { actions, asked, select, shown, session } = await setup()
    actions.run('similar.find')
    expect(asked).toHaveLength(0)
    expect(session.notices.status.message).toMatch(/Select an object/)
    select()
    actions.run('similar.find')
    expect(session.crops.similar.asking).toBe(true)
    expect(asked[0]?.question).toMatchObject({
      ...{ wanted: [{ x: 10, y: 10, w: 40, h: 20 }], rejected: [], size: { w: 40, h: 20 }, again: false },
    })
    await asked[0]?.answer([12, 11], [100, 10], [200, 10], [300, 10])
    expect(shown()).toEqual([100, 200, 300])
    expect(session.crops.current).toBe(0)
  })

  test('an answer makes an object or a rejection, teaches, and the crop in hand stays where it is', async () => {
    const { actions, asked, select, shown, session, car } = await setup()
    select()
    actions.run('similar.find')
    await asked[0]?.answer([100, 10], [200, 10], [300, 10], [400, 10], [500, 10])
    session.crops.accept()
    expect(shown()).toEqual([200, 300, 400, 500])
    const made = [...session.document.objects.values()].at(-1)
    expect(made).toMatchObject({
      class: car.id,
      origin: 'model',
      shape: { kind: 'box', x: 100, y: 10, w: 40, h: 20 },
    })
    expect(asked[1]?.question).toMatchObject({ again: true, wanted: [{ x: 10 }, { x: 100 }] })
    // Two more while that is asked: they go into one question.
    session.crops.reject()
    session.crops.reject()
    expect(asked).toHaveLength(2)
    await asked[1]?.answer([500, 10], [400, 10], [300, 10], [200, 10])
    expect(shown()).toEqual([400, 500])
    expect(asked[2]?.question.rejected.map(({ x }) => x)).toEqual([200, 300])
    await asked[2]?.answer([700, 10], [600, 10], [500, 10], [400, 10])
    expect(shown()).toEqual([400, 700, 600, 500])
    expect([session.crops.similar.accepted, session.crops.similar.rejected]).toEqual([1, 2])
    expect([...session.document.rejections.values()].map(({ rect }) => rect.x)).toEqual([200, 300])
  })

  test('nothing moves while several are picked; a lot is one step, which undo takes back', async () => {
    const { actions, asked, select, shown, session } = await setup()
    select()
    actions.run('similar.find')
    await asked[0]?.answer([100, 10], [200, 10], [300, 10], [400, 10])
    session.crops.accept()
    session.crops.pick(0, 'only')
    session.crops.pick(1, 'range')
    await asked[1]?.answer([400, 10], [300, 10], [200, 10])
    expect(shown()).toEqual([200, 300, 400])
    session.crops.reject()
    expect(session.document.canUndo).toBe('Reject 2 places')
    expect(shown()).toEqual([400])
    await session.undo()
    expect(session.crops.similar.rejected).toBe(0)
    expect(shown().sort()).toEqual([200, 300, 400])
  })

  test('a digit says another class, which teaches as a no; what no longer is asked says nothing', async () => {
    const { actions, asked, select, session, van, shown } = await setup()
    select()
    actions.run('similar.find')
    await asked[0]?.answer([100, 10], [200, 10])
    session.crops.focused = true
    const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
    actions.press({ key: '2', code: 'Digit2', ...none })
    expect([...session.document.objects.values()].at(-1)).toMatchObject({ class: van.id })
    expect(asked[1]?.question).toMatchObject({ wanted: [{ x: 10 }], rejected: [{ x: 100 }] })
    actions.run('crops.close')
    await asked[1]?.answer([900, 10])
    expect(shown()).toEqual([])
    expect(session.crops.mode).toBeNull()
  })
})

describe('detections in the grid', () => {
  test('are those above the threshold that wait; a lot of 250 leaves at once and is one step', async () => {
    const { actions, session } = await setup()
    await vi.waitFor(() => expect(session.review.undecided).not.toBeNull())
    actions.run('crops.detections')
    const all = session.crops.order.length
    expect(all).toBeGreaterThan(280)
    session.overlay.threshold = 0.7
    expect(session.crops.order.length).toBeLessThan(160)
    session.overlay.threshold = 0.4
    session.crops.pick(0, 'only')
    session.crops.pick(249, 'range')
    session.crops.accept()
    expect(session.crops.order.length).toBeLessThanOrEqual(all - 250)
    expect(session.document.canUndo).toBe('Accept 250 detections')
    await session.undo()
    await vi.waitFor(() => expect(session.crops.order.length).toBe(all))
  })

  test('those from a score on are accepted at one press', async () => {
    const { actions, session } = await setup()
    await vi.waitFor(() => expect(session.review.undecided).not.toBeNull())
    actions.run('crops.detections')
    session.crops.from = 0.8
    const sure = session.crops.sure.length
    expect(sure).toBeGreaterThan(50)
    session.crops.acceptSure()
    expect(session.crops.sure.length).toBe(0)
    expect(session.document.canUndo).toBe(`Accept ${sure} detections`)
  })

  test('twenty answers suggest a threshold for this picture; without them there is none', async () => {
    const { actions, session } = await setup()
    await vi.waitFor(() => expect(session.review.undecided).not.toBeNull())
    const { review } = session
    const last = (review.undecided?.length ?? 0) - 1
    const [high, low] = [review.item(9)?.score ?? 0, review.item(last - 9)?.score ?? 1]
    review.acceptAll(Array.from({ length: 10 }, (_, i) => i))
    expect(review.suggested).toBeUndefined()
    review.rejectAll(Array.from({ length: 10 }, (_, i) => last - i))
    expect(review.suggested?.answers).toBe(20)
    expect(review.suggested?.threshold).toBeLessThan(high)
    expect(review.suggested?.threshold).toBeGreaterThan(low)
    // Nobody looked at these one by one: they tell nothing of the others.
    actions.run('crops.detections')
    session.crops.from = 0.5
    expect(session.crops.sure.length).toBeGreaterThan(20)
    session.crops.acceptSure()
    expect(review.suggested?.answers).toBe(20)
    await session.undo()
    await session.undo()
    expect(review.suggested).toBeUndefined()
  })

  test('Y is the grid’s where it has the focus, else the review’s', async () => {
    const { actions, session } = await setup()
    await vi.waitFor(() => expect(session.review.undecided).not.toBeNull())
    session.step = 'review'
    actions.run('crops.detections')
    expect(actions.meaning('Y')?.id).toBe('review.accept')
    session.crops.focused = true
    expect(actions.meaning('Y')?.id).toBe('crops.accept')
  })
})

test('the palette knows other words', () => {
  const words = cropActions[0]?.words ?? ''
  expect(byWords('like th', words)).toBeDefined()
  expect(byWords('find more', words)).toBeDefined()
  expect(byWords('ike', words)).toBeUndefined()
})
