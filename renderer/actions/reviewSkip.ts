import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noReview } from './needs'

export const reviewSkip: Action = {
  id: 'review.skip',
  group: 'Review',
  steps: ['review'],
  get label() {
    return t.actions.skipTheDetection
  },
  shortcuts: ['S'],
  refusal: noReview,
  run: (s) => s.review.skip(),
}
