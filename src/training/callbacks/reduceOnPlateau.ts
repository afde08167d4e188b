import type { Callback } from './callback'

/** No lower than this share of the schedule's rate. */
const least = 1e-3

/** Multiplies the learning rate with `factor` after `patience` validations in a row without a better F1. */
export function reduceOnPlateau({ factor, patience }: { factor: number; patience: number }): Callback {
  let state = { highest: 0, validations: 0 }
  return {
    id: 'reduceOnPlateau',
    onEpochEnd(fit, { valF1 }) {
      if (valF1 === undefined) return
      state =
        valF1 > state.highest
          ? { highest: valF1, validations: 0 }
          : { ...state, validations: state.validations + 1 }
      if (state.validations < patience) return
      fit.state.rateFactor = Math.max(least, fit.state.rateFactor * factor)
      state = { ...state, validations: 0 }
    },
    checkpoint: () => state,
    restore: (stored) => void (state = stored as typeof state),
  }
}
