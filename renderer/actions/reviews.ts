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
  refusal: (s) =>
    s.step === 'review' && s.lot.numbers.length > 0
      ? undefined
      : (noReview(s) ?? (s.review.current?.class ? undefined : t.actions.pressTheDigitOfIts)),
  run: (s) => (s.lot.numbers.length > 0 ? s.lot.accept() : s.review.accept()),
}

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
