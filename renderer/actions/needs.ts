import type { Session } from '../state/session.svelte'

// Reasons that several actions share for not running now.

export const noProject = (s: Session) => (s.project ? undefined : 'Open a project first.')
export const noImage = (s: Session) => noProject(s) ?? (s.image ? undefined : 'Import a picture first.')
export const noPrediction = (s: Session) =>
  noImage(s) ??
  (s.predict.prediction ? undefined : 'No run has searched this picture yet; press Predict first.')
export const noReview = (s: Session) =>
  s.step !== 'review'
    ? ''
    : (noPrediction(s) ?? (s.review.current ? undefined : 'Nothing is left to review in this picture.'))
