import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

/** Stepping through a picture cell by cell. */
export const sweeps: readonly Action[] = [
  {
    id: 'sweep.toggle',
    group: 'Image',
    label: ({ sweep }) =>
      sweep.active ? t.actions.stopTheSweep : sweep.grid ? t.actions.resumeTheSweep : t.actions.startASweep,
    shortcuts: ['Alt+G'],
    refusal: noImage,
    run: ({ sweep }) => (sweep.active ? sweep.stop() : sweep.resume()),
  },
  {
    id: 'sweep.restart',
    group: 'Image',
    get label() {
      return t.actions.startTheSweepOverAt
    },
    refusal: noImage,
    run: ({ sweep }) => sweep.start(),
  },
  {
    id: 'sweep.next',
    group: 'Image',
    get label() {
      return t.actions.nextUnseenFieldOfView
    },
    shortcuts: ['G'],
    refusal: noImage,
    run: ({ sweep }) => sweep.next(),
  },
  {
    id: 'sweep.previous',
    group: 'Image',
    get label() {
      return t.actions.previousFieldOfView
    },
    shortcuts: ['Shift+G'],
    refusal: noImage,
    repeats: true,
    run: ({ sweep }) => sweep.previous(),
  },
  {
    id: 'sweep.complete',
    group: 'Image',
    get label() {
      return t.actions.fieldOfViewIsComplete
    },
    shortcuts: ['Shift+K'],
    refusal: noImage,
    run: ({ sweep }) => sweep.completeCell(),
  },
]
