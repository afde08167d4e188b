import type { Callback } from './callback'

/** A checkpoint at the end of an epoch, when this many seconds have passed since the last one. */
const every = 15
/** And in the middle of a long epoch after this many: a kill costs no more than that. */
const within = 60

/**
 * Keeps `last` from time to time, and as `best` the weights whose F1 is not worse than the best so far by more than one
 * standard error (Breiman et al.: Classification and Regression Trees, 1984, section 3.4.3): between equals the longer
 * trained ones. `objects`: how many different ones the validation F1 is made of.
 */
export function modelCheckpoint(objects: number): Callback {
  let [highest, savedAt] = [0, 0]
  return {
    id: 'checkpoint',
    onTrainBegin: (fit) => void (savedAt = fit.seconds()),
    onStepEnd(fit) {
      if (fit.seconds() - savedAt < within) return
      fit.save('last')
      savedAt = fit.seconds()
    },
    onEpochEnd(fit, { epoch, valF1 }) {
      if (valF1 !== undefined) {
        highest = Math.max(highest, valF1)
        const error = Math.sqrt((highest * (1 - highest)) / Math.max(1, objects))
        if (!fit.state.best || valF1 >= highest - error) {
          fit.state.best = { epoch, metric: valF1, threshold: fit.state.threshold }
          fit.save('best')
        }
      }
      if (fit.seconds() - savedAt < every) return
      fit.save('last')
      savedAt = fit.seconds()
    },
    onTrainEnd: (fit) => fit.save('last'),
    checkpoint: () => highest,
    restore: (stored) => void (highest = Number(stored)),
  }
}
