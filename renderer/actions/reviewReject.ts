import type { Action } from './action'
import { noReview } from './needs'

export const reviewReject: Action = {
  id: 'review.reject',
  group: 'Review',
  steps: ['review'],
  label: 'Reject the detection',
  shortcuts: ['X'],
  refusal: noReview,
  run: (s) => s.review.reject(),
}
