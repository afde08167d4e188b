import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noPrediction } from './needs'

const busy = (s: Session) =>
  noPrediction(s) ?? (s.counts.working ? t.actions.theNumbersAreBeingWorked : undefined)
const nothingDrawn = (s: Session) =>
  noPrediction(s) ?? (s.counts.fields.length > 0 ? undefined : t.count.drawFieldsFirst)

/** How many there are, and the fields that are drawn to find out. */
export const counts: readonly Action[] = [
  {
    id: 'count.run',
    group: 'Learn',
    get label() {
      return t.count.countThem
    },
    refusal: busy,
    run: ({ counts }) => counts.count(),
  },
  {
    id: 'sample.draw',
    group: 'Learn',
    label: ({ counts }) => (counts.fields.length > 0 ? t.count.drawMore : t.count.draw),
    refusal: busy,
    run: ({ counts }) => counts.draw(),
  },
  {
    id: 'sample.next',
    group: 'Learn',
    get label() {
      return t.count.nextField
    },
    refusal: nothingDrawn,
    run: ({ counts }) => counts.step(1),
  },
  {
    id: 'sample.previous',
    group: 'Learn',
    get label() {
      return t.count.previousField
    },
    refusal: nothingDrawn,
    run: ({ counts }) => counts.step(-1),
  },
  {
    id: 'sample.checked',
    group: 'Learn',
    get label() {
      return t.count.fieldIsChecked
    },
    refusal: nothingDrawn,
    run: ({ counts }) => counts.check(),
  },
]
