import type { Callback } from './callback'

/** Ends the training so that its last validation, too, is over after this many minutes of training. */
export function timeLimit(minutes: number): Callback {
  const check = (fit: Parameters<NonNullable<Callback['onTrainBegin']>>[0]) => {
    if (fit.seconds() + fit.validationSeconds >= minutes * 60) fit.stop()
  }
  return { id: 'timeLimit', onTrainBegin: check, onStepEnd: check, onEpochEnd: check }
}
