import type { Action } from './action'
import { noImage } from './needs'

/** Stepping through a picture cell by cell. */
export const sweeps: readonly Action[] = [
  {
    id: 'sweep.toggle',
    group: 'Image',
    label: ({ sweep }) =>
      sweep.active ? 'Stop the sweep' : sweep.grid ? 'Resume the sweep' : 'Start a sweep',
    shortcuts: ['Alt+G'],
    refusal: noImage,
    run: ({ sweep }) => (sweep.active ? sweep.stop() : sweep.resume()),
  },
  {
    id: 'sweep.restart',
    group: 'Image',
    label: 'Start the sweep over at this zoom',
    refusal: noImage,
    run: ({ sweep }) => sweep.start(),
  },
  {
    id: 'sweep.next',
    group: 'Image',
    label: 'Next unseen field of view',
    shortcuts: ['G'],
    refusal: noImage,
    run: ({ sweep }) => sweep.next(),
  },
  {
    id: 'sweep.previous',
    group: 'Image',
    label: 'Previous field of view',
    shortcuts: ['Shift+G'],
    refusal: noImage,
    repeats: true,
    run: ({ sweep }) => sweep.previous(),
  },
  {
    id: 'sweep.complete',
    group: 'Image',
    label: 'Field of view is complete, next',
    shortcuts: ['Shift+K'],
    refusal: noImage,
    run: ({ sweep }) => sweep.completeCell(),
  },
]
