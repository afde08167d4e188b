import type { Callback } from './callback'
import { isBetter, monitored } from './monitor'

/** No lower than this share of the schedule's rate. */
const least = 1e-3

interface State {
  best?: number
  validations: number
}

/** Multiplies the learning rate with `factor` after `patience` validations in a row without a better one. */
export function reduceOnPlateau({ factor, patience }: { factor: number; patience: number }): Callback {
  let state: State = { validations: 0 }
  return {
    id: 'reduceOnPlateau',
    onEpochEnd(fit, report) {
      const { monitor } = fit.config
      const value = monitored(report, monitor)
      if (value === undefined) return
      state = isBetter(value, state.best, monitor)
        ? { best: value, validations: 0 }
        : { ...state, validations: state.validations + 1 }
      if (state.validations < patience) return
      fit.state.rateFactor = Math.max(least, fit.state.rateFactor * factor)
      state = { ...state, validations: 0 }
    },
    checkpoint: () => state,
    restore: (stored) => void (state = stored as State),
  }
}
