import type { Action } from './action'
import { noReview } from './needs'

export const reviewAccept: Action = {
  id: 'review.accept',
  group: 'Review',
  steps: ['review'],
  label: 'Accept the detection',
  shortcuts: ['Y'],
  refusal: (s) =>
    noReview(s) ??
    (s.review.current?.class ? undefined : 'Press the digit of its class: the run knew another one.'),
  run: (s) => s.review.accept(),
}
