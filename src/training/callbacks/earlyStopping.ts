import type { Callback } from './callback'
import { isBetter, monitored } from './monitor'

interface State {
  best?: number
  /** Validated epochs in a row that were no better. */
  waited: number
}

/** Ends the training after `patience` validated epochs in a row without a better one (Prechelt 1998), as Keras does. */
export function earlyStopping(patience: number): Callback {
  let state: State = { waited: 0 }
  return {
    id: 'earlyStopping',
    onEpochEnd(fit, report) {
      const { monitor } = fit.config
      const value = monitored(report, monitor)
      if (value === undefined) return
      state = isBetter(value, state.best, monitor)
        ? { best: value, waited: 0 }
        : { ...state, waited: state.waited + 1 }
      if (state.waited >= patience) fit.stop()
    },
    checkpoint: () => state,
    restore: (stored) => void (state = stored as State),
  }
}
