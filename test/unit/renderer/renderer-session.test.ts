import { describe, expect, test, vi } from 'vitest'
import { editSelectAll } from '../../../renderer/actions/selecting'
import { AppError } from '../../../src/base/errors'
import { addObject } from '../../../src/document/commands/addObject'
import { box } from '../shared/project.fixture'
import { key, setup } from './session.fixture'

test('a sweep of a cell a pixel, as a file may ask for, is none; one that a person can finish goes on', async () => {
  const sweep = { overlap: 0, scale: 1, current: 0, seen: '' }
  const cellsOf = async (w: number, h: number) => {
    const { session, image } = await setup({ ...sweep, cell: { w, h } })
    await vi.waitFor(() => expect(session.kept.image).toBe(image.id))
    return session.sweep.progress.cells
  }
  expect(await cellsOf(400, 250)).toBe(90)
  const began = performance.now()
  expect(await cellsOf(1, 1)).toBe(0)
  expect(performance.now() - began).toBeLessThan(5000)
})

test('all objects are selected only when all are there', async () => {
  const { session, image, car } = await setup()
  session.document.apply(addObject(session.document.newId(), image.id, car.id, box(10, 10)))
  session.document.arriving = 5
  expect(editSelectAll.refusal?.(session)).toMatch(/still being loaded/)
  session.document.arriving = 0
  expect(editSelectAll.refusal?.(session)).toBeUndefined()
})

describe('the history', () => {
  test('goes back several steps and forward again, and says how many', async () => {
    const { session, store, image, car } = await setup()
    for (const x of [10, 20, 30, 40])
      session.document.apply(addObject(session.document.newId(), image.id, car.id, box(x, 10)))
    const { history } = session
    await history.read()
    const before = history.steps ?? []
    expect(before.slice(0, 4).map(({ undone }) => undone)).toEqual([false, false, false, false])
    await history.go(3)
    expect(store.load(image.id).objects).toHaveLength(1)
    expect(session.notices.status.message).toMatch(/^3 steps undone, the last: /)
    expect(history.steps?.slice(0, 4).map(({ undone }) => undone)).toEqual([true, true, true, false])
    expect(history.steps).toHaveLength(before.length)
    await history.go(-2)
    expect(store.load(image.id).objects).toHaveLength(3)
    expect(history.progress).toBeNull()
    // More than there are: it ends at the first.
    await history.go(9)
    expect(store.canUndo()).toBeNull()
  })

  test('an undo out of sight takes the view there and frames it; one in sight does not move it', async () => {
    const { session, image, car } = await setup()
    const went: unknown[] = []
    const seen = { x: 0, y: 0, w: 100, h: 100 }
    session.view = { seen: () => seen, focusRect: (rect: unknown) => went.push(rect) } as never
    for (const x of [600, 20])
      session.document.apply(
        addObject(session.document.newId(), image.id, car.id, { kind: 'box', x, y: 10, w: 30, h: 20 }),
      )
    await session.undo()
    expect([went, session.history.place]).toEqual([[], null])
    await session.undo()
    expect(went).toMatchObject([{ x: 600, y: 10, w: 30, h: 20 }])
    expect(session.history.place).toMatchObject({ x: 600, y: 10 })
  })
})

describe('detections that were drawn around', () => {
  test('are accepted, relabelled and rejected together, each as one step of undo', async () => {
    const { session, store, image, van } = await setup()
    const { lot, review } = session
    session.overlay.threshold = 0.4
    await vi.waitFor(() => expect(review.queue?.length).toBe(2))
    lot.pick([0, 1, 7], false)
    expect(lot.numbers).toEqual([0, 1])
    session.overlay.threshold = 0.6
    expect(lot.numbers).toEqual([0])
    session.overlay.threshold = 0.4

    lot.accept(van)
    expect(lot.numbers).toEqual([])
    await session.document.settled()
    expect(store.load(image.id).objects.map((each) => [each.class, each.origin])).toEqual([
      [van.id, 'model'],
      [van.id, 'model'],
    ])
    await session.undo()
    expect(store.load(image.id).objects).toEqual([])
    await vi.waitFor(() => expect(review.queue?.length).toBe(2))

    lot.pick([1], false)
    lot.pick([0], true)
    lot.reject()
    await session.document.settled()
    expect(store.load(image.id).rejections).toHaveLength(2)
    await session.undo()
    expect(store.load(image.id).rejections).toEqual([])
  })
})

describe('the review', () => {
  test('yes makes an object with its score, no makes a hard negative, and each is one step of undo', async () => {
    const { session, actions, store, image, car, van } = await setup()
    session.step = 'review'
    await vi.waitFor(() => expect(session.review.queue?.length).toBe(2))
    expect(session.overlay.threshold).toBe(0.4)
    expect(session.review.current).toMatchObject({ number: 1, class: van })

    actions.press(key('x'))
    await vi.waitFor(() => expect(session.review.current?.number).toBe(0))
    actions.press(key('y'))
    await session.document.settled()
    const rows = store.load(image.id)
    expect(rows.rejections).toMatchObject([
      { class: van.id, run: 'run-1', rect: { x: 400, y: 300, w: 40, h: 20 } },
    ])
    expect(rows.objects).toMatchObject([
      { class: car.id, origin: 'model', shape: { kind: 'box', x: 100, y: 100 } },
    ])
    expect(rows.objects[0]?.score).toBeCloseTo(0.9)
    expect(session.image?.objects).toBe(1)
    expect([session.review.accepted, session.review.rejected]).toEqual([1, 1])
    await vi.waitFor(() => expect(session.review.queue?.length).toBe(0))

    actions.press(key('z', true))
    await vi.waitFor(() => expect([...(session.review.queue ?? [])]).toEqual([0]))
    expect(store.load(image.id).objects).toEqual([])
    expect(store.load(image.id).rejections).toHaveLength(1)
    expect([session.review.accepted, session.review.rejected]).toEqual([0, 1])
    actions.press({ ...key('z', true), shiftKey: true })
    await vi.waitFor(() => expect([session.review.accepted, session.review.rejected]).toEqual([1, 1]))
  })

  test('keys of the review mean nothing elsewhere', async () => {
    const { session, actions, store, image } = await setup()
    await vi.waitFor(() => expect(session.review.queue?.length).toBe(2))
    actions.press(key('y'))
    await session.document.settled()
    expect(store.load(image.id).objects).toEqual([])
  })
})

test('undo and redo that find nothing left say so, also when pressed before the last step was done', async () => {
  const { session, image, car } = await setup()
  const { document, notices } = session
  document.apply(addObject(document.newId(), image.id, car.id, box(10, 10)))
  await Promise.all([session.undo(), session.undo()])
  expect(document.objects.size).toBe(0)
  expect(notices.status.message).toBe('There is nothing to undo.')
  await Promise.all([session.redo(), session.redo()])
  expect(document.objects.size).toBe(1)
  expect(notices.status.message).toBe('There is nothing to redo.')
  expect([document.canUndo, document.canRedo]).toEqual(['Add box', null])
  // What was done is said.
  await session.undo()
  expect(notices.status.message).toBe('Undone: Add box')
  await session.redo()
  expect(notices.status.message).toBe('Done again: Add box')
})

describe('classes', () => {
  test('a class goes with its objects and comes back with them', async () => {
    const { session, store, image, car } = await setup()
    const { document } = session
    document.apply(addObject(document.newId(), image.id, car.id, box(10, 10)))
    session.classes.remove(car, await session.classes.rowsOf(car))
    await document.settled()
    expect(session.classes.all.map((each) => each.name)).toEqual(['van'])
    expect(store.load(image.id).objects).toEqual([])
    await session.undo()
    expect(session.classes.all.map((each) => each.name)).toEqual(['car', 'van'])
    expect(session.image?.objects).toBe(1)
    expect(store.load(image.id).objects).toHaveLength(1)
  })

  test('a new class gets a colour that no other has; a name twice is refused with a sentence', async () => {
    const { session, store } = await setup()
    expect(session.classes.add('CAR')).toContain('car')
    expect(session.classes.add(' bus ')).toBeUndefined()
    await session.document.settled()
    expect(store.classes().map((each) => each.name)).toEqual(['car', 'van', 'bus'])
    expect(new Set(store.classes().map((each) => each.color)).size).toBe(3)
    expect(session.classes.active?.name).toBe('bus')
    expect(session.classes.rename(session.classes.all[0]!, 'bus')).toContain('bus')
  })
})

describe('what the window says', () => {
  test('one alert for one error, however many ways it comes', async () => {
    const { session, actions, emit } = await setup()
    actions.run('dataset.build')
    const message = 'The disk is full: free some space and try again.'
    emit('job', {
      job: 1,
      kind: 'dataset',
      label: 'Build',
      done: 0,
      total: 1,
      unit: 'tiles',
      ended: 'failed',
      message,
    })
    await vi.waitFor(() => expect(session.notices.alerts.map((alert) => alert.message)).toEqual([message]))
  })

  test('an error goes when the next work of its kind does well, and says what it could not do', async () => {
    const { session, emit } = await setup()
    const ended = (ended: 'done' | 'failed', kind: 'import' | 'export', words: object) =>
      emit('job', { job: 1, kind, label: 'Work', done: 1, total: 1, unit: '', ended, ...words })
    const alerts = () => session.notices.alerts.map((alert) => alert.message)
    await session.notices.attempt(Promise.reject(new AppError('no-image', 'No picture.')))
    ended('failed', 'import', { message: 'No picture.' })
    ended('failed', 'export', { message: 'No room.' })
    expect(alerts().sort()).toEqual(['No picture.', 'No room.'])
    ended('done', 'import', { message: 'Imported 6 images.', failure: 'fake.png is no picture.' })
    expect(alerts()).toEqual(['No room.', 'fake.png is no picture.'])
    expect(session.notices.status.message).toBe('Imported 6 images.')
    ended('done', 'import', { message: 'Imported 1 image.' })
    expect(alerts()).toEqual(['No room.'])
  })

  test('a sentence goes with what it speaks of', async () => {
    const { session, image, car, emit } = await setup()
    const { notices, document } = session
    const edit = () => document.apply(addObject(document.newId(), image.id, car.id, box(10, 10)))
    const ended = (kind: 'train' | 'evaluate', message: string) =>
      emit('job', { job: 1, kind, label: '', done: 1, total: 1, unit: '', ended: 'done', message })
    notices.say('All fields of view were seen.')
    edit()
    expect(notices.status.message).toBe('')
    ended('train', 'Training finished.')
    edit()
    notices.outdate('image')
    expect(notices.status.message).toBe('Training finished.')
    await session.undo()
    expect(notices.status.message).toBe('Undone: Add box')
    ended('evaluate', 'Precision 0.9.')
    edit()
    expect(notices.status.message).toBe('Precision 0.9.')
    notices.outdate('image')
    expect(notices.status.message).toBe('')
    ended('train', 'Training finished.')
    await session.open('field', session.bridge.call('project.open', {}))
    expect(notices.status.message).toBe('')
    const opening = session.bridge.call('project.open', {}).then((project) => {
      notices.say('2 changes are in the project now.', 'project')
      return project
    })
    await session.open('field', opening)
    expect(notices.status.message).toBe('2 changes are in the project now.')
  })

  test('an action that cannot run says why', async () => {
    const { session, actions } = await setup()
    session.step = 'review'
    session.predict.prediction = null
    actions.run('review.accept')
    expect(session.notices.status.message).toContain('Predict')
  })
})

describe('keys', () => {
  test('a changed key works at once, the old one no longer, and it is stored', async () => {
    const { session, actions, image, car, written } = await setup()
    const { document } = session
    document.apply(addObject(document.newId(), image.id, car.id, box(10, 10)))
    actions.setKeys(actions.get('edit.undo'), ['U'])
    expect(actions.press(key('z', true))).toBe(false)
    expect(actions.press(key('u'))).toBe(true)
    await vi.waitFor(() => expect(document.objects.size).toBe(0))
    await vi.waitFor(() => expect(JSON.parse(written.at(-1) ?? '{}').keys).toEqual({ 'edit.undo': ['U'] }))
  })
})
