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
  refusal: noReview,
  run: (s) => s.review.reject(),
}
