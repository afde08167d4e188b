import type { Callback } from './callback'
import { afterEpoch, type Standstill, standstillOf } from './monitor'

/** No lower than this share of the schedule's rate. */
const least = 1e-3

/** Multiplies the learning rate with `factor` after `patience` validations in a row without a better one. */
export function reduceOnPlateau({ factor, patience }: { factor: number; patience: number }): Callback {
  let state: Standstill = { waited: 0 }
  return {
    id: 'reduceOnPlateau',
    onEpochEnd(fit, report) {
      state = afterEpoch(state, report, fit.config.monitor)
      if (state.waited < patience) return
      fit.state.rateFactor = Math.max(least, fit.state.rateFactor * factor)
      state = { ...state, waited: 0 }
    },
    checkpoint: () => state,
    restore: (stored) => void (state = standstillOf(stored)),
  }
}
