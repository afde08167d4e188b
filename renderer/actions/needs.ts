import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'

// Reasons that several actions share for not running now.

export const noProject = (s: Session) => (s.project ? undefined : t.actions.openAProjectFirst)
export const noImage = (s: Session) => noProject(s) ?? (s.image ? undefined : t.actions.importAPictureFirst)
export const noPrediction = (s: Session) =>
  noImage(s) ?? (s.predict.prediction ? undefined : t.actions.noRunHasSearchedThis)
export const noReview = (s: Session) =>
  s.step !== 'review'
    ? ''
    : (noPrediction(s) ?? (s.review.current ? undefined : t.actions.nothingIsLeftToReview))
