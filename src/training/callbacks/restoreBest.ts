import type { Callback } from './callback'

/**
 * When the training has finished, however, the weights of its best epoch become the model's. Not when a person stopped it:
 * then it goes on from where it was.
 */
export function restoreBest(): Callback {
  return {
    id: 'restoreBest',
    onTrainEnd(fit, outcome) {
      if (outcome === 'finished' && fit.state.best) fit.restoreBest()
    },
  }
}
