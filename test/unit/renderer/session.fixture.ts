import { datasetBuild } from '../../../renderer/actions/runs'
import { redo, undo } from '../../../renderer/actions/history'
import { Actions } from '../../../renderer/actions/registry.svelte'
import { reviewAccept, reviewReject } from '../../../renderer/actions/reviews'
import { Session } from '../../../renderer/state/session.svelte'
import { AppError } from '../../../src/base/errors'
import type { EventData, EventName, ProjectState, WindowApi } from '../../../src/ipc/contract'
import { projectWithImage, scratch } from '../shared/project.fixture'
import { storeApi } from '../shared/viewer.fixture'

// A session of the window over a real project.

const at = scratch()
let folders = 0

/** Two finds of one run: the second one lies where nothing is marked. */
export const prediction = {
  info: {
    run: 'run-1',
    image: 1,
    width: 1000,
    height: 800,
    classNames: ['car', 'van'],
    threshold: 0.4,
    heat: { stride: 4, tileSize: 256, levels: [{ width: 250, height: 200 }] },
  },
  detections: {
    xywh: Float32Array.from([100, 100, 40, 20, 400, 300, 40, 20]),
    score: Float32Array.from([0.9, 0.5]),
    class: Uint8Array.from([0, 1]),
  },
}

/** A window over a real project on the disk; only main's long work is answered from here. */
export async function setup(sweep: object | null = null) {
  const { store, image, car, van } = await projectWithImage(at(`s${++folders}.windhover`))
  const documents = storeApi(store)
  const listeners = new Map<EventName, ((data: never) => void)[]>()
  const written: string[] = []
  const state = (): ProjectState => ({
    path: '/field.windhover',
    name: 'field',
    classes: [...store.classes()],
    images: store
      .images()
      .map((each) => ({ ...each, ...countsOf(store.load(each.id)), predictions: ['run-1'] })),
    dataset: null,
    runs: [],
    canUndo: store.canUndo(),
    canRedo: store.canRedo(),
    readOnly: null,
  })
  const answers: Record<string, (input: never) => unknown> = {
    'image.view.read': () => ({ bookmarks: [], sweep }),
    'project.open': state,
    'project.state': state,
    'project.recent': () => [],
    'settings.read': () => '{}',
    'window.language': () => 'en',
    'settings.write': ({ json }: { json: string }) => written.push(json),
    'prediction.load': () => prediction,
    'dataset.build': () => {
      throw new AppError('disk-full', 'The disk is full: free some space and try again.')
    },
  }
  const call: WindowApi['call'] = async (command, input) => {
    const answer = answers[command]
    return (answer ? await answer(input as never) : await documents.call(command, input)) as never
  }
  const api: WindowApi = {
    call,
    on: (event, listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as (data: never) => void])
      return () => {}
    },
    pathOf: () => '',
  }
  const emit = <E extends EventName>(event: E, data: EventData<E>) =>
    listeners.get(event)?.forEach((listener) => listener(data as never))
  const session = new Session(api)
  await session.open('field', session.bridge.call('project.open', {}))
  const actions = new Actions(session, [undo, redo, datasetBuild, reviewAccept, reviewReject])
  return { session, actions, store, image, car, van, emit, written }
}

function countsOf(rows: { objects: readonly unknown[]; checked: readonly unknown[] }) {
  return { objects: rows.objects.length, checkedAreas: rows.checked.length }
}

export const key = (letter: string, ctrlKey = false) => ({
  key: letter,
  code: `Key${letter.toUpperCase()}`,
  ctrlKey,
  metaKey: false,
  altKey: false,
  shiftKey: false,
})
