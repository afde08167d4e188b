import type { Callback } from './callback'
import { afterEpoch, type Standstill, standstillOf } from './monitor'

/** Ends the training after `patience` validated epochs in a row without a better one (Prechelt 1998), as Keras does. */
export function earlyStopping(patience: number): Callback {
  let state: Standstill = { waited: 0 }
  return {
    id: 'earlyStopping',
    onEpochEnd(fit, report) {
      const before = state
      state = afterEpoch(before, report, fit.config.monitor)
      // A run that goes on after such an end gets one more validated epoch.
      if (state !== before && state.waited >= patience) fit.stop()
    },
    checkpoint: () => state,
    restore: (stored) => void (state = standstillOf(stored)),
  }
}
