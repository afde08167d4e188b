import type { Action } from './action'
import { noReview } from './needs'

export const reviewSkip: Action = {
  id: 'review.skip',
  group: 'Review',
  steps: ['review'],
  label: 'Skip the detection',
  shortcuts: ['S'],
  refusal: noReview,
  run: (s) => s.review.skip(),
}
