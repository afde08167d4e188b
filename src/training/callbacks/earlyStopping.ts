import type { Callback } from './callback'

/** Ends the training after `patience` epochs without a better F1 on the validation tiles (Prechelt 1998). */
export function earlyStopping(patience: number, restoreBest: boolean): Callback {
  let state = { highest: 0, epochs: 0 }
  return {
    id: 'earlyStopping',
    onEpochEnd(fit, { valF1 }) {
      const better = valF1 !== undefined && valF1 > state.highest
      state = { highest: Math.max(state.highest, valF1 ?? 0), epochs: better ? 0 : state.epochs + 1 }
      if (state.epochs < patience) return
      if (restoreBest) fit.restoreBest()
      fit.stop()
    },
    checkpoint: () => state,
    restore: (stored) => void (state = stored as typeof state),
  }
}
