import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noReview } from './needs'

export const reviewReject: Action = {
  id: 'review.reject',
  group: 'Review',
  steps: ['review'],
  get label() {
    return t.actions.rejectTheDetection
  },
  shortcuts: ['X'],
  refusal: (s) => (s.step === 'review' && s.lot.numbers.length > 0 ? undefined : noReview(s)),
  run: (s) => (s.lot.numbers.length > 0 ? s.lot.reject() : s.review.reject()),
}
