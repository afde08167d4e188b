import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'

const noLot = (s: Session) => (s.lot.numbers.length > 0 ? undefined : '')

/** Answers to the detections that were drawn around; in the review its own keys give them. */
export const foundLots: readonly Action[] = [
  {
    id: 'found.accept',
    group: 'Review',
    get label() {
      return t.actions.acceptTheDrawnAround
    },
    shortcuts: ['Y'],
    refusal: noLot,
    run: (s) => s.lot.accept(),
  },
  {
    id: 'found.reject',
    group: 'Review',
    get label() {
      return t.actions.rejectTheDrawnAround
    },
    shortcuts: ['X'],
    refusal: noLot,
    run: (s) => s.lot.reject(),
  },
]
