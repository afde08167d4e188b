import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noReview } from './needs'

export const reviewAccept: Action = {
  id: 'review.accept',
  group: 'Review',
  steps: ['review'],
  get label() {
    return t.actions.acceptTheDetection
  },
  shortcuts: ['Y'],
  refusal: (s) => noReview(s) ?? (s.review.current?.class ? undefined : t.actions.pressTheDigitOfIts),
  run: (s) => s.review.accept(),
}
