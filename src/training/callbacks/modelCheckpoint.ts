import type { Callback } from './callback'
import { isBetter, monitored } from './monitor'

/** A checkpoint at the end of an epoch, when this many seconds have passed since the last one. */
const every = 15
/** And in the middle of a long epoch after this many: a kill costs no more than that. */
const within = 60

/**
 * Keeps `last` from time to time, and as `best` the weights of the best validated epoch, of equals the later. `objects`:
 * how many different ones the validation F1 is made of, which the choice `steady` asks for.
 */
export function modelCheckpoint(objects: number): Callback {
  let savedAt = 0
  let best: number | undefined
  return {
    id: 'checkpoint',
    onTrainBegin: (fit) => void (savedAt = fit.seconds()),
    onStepEnd(fit) {
      if (fit.seconds() - savedAt < within) return
      fit.save('last')
      savedAt = fit.seconds()
    },
    onEpochEnd(fit, report) {
      const { monitor, keepBest } = fit.config
      const value = monitored(report, monitor)
      if (value !== undefined) {
        if (isBetter(value, best, monitor)) best = value
        const highest = best ?? value
        const allowance =
          keepBest === 'steady' ? Math.sqrt((highest * (1 - highest)) / Math.max(1, objects)) : 0
        if (!isBetter(highest - allowance, value, monitor)) {
          fit.state.best = {
            epoch: report.epoch,
            metric: value,
            f1: report.valF1,
            threshold: fit.state.threshold,
            expected: fit.state.expected,
          }
          fit.save('best')
        }
      }
      if (fit.seconds() - savedAt < every) return
      fit.save('last')
      savedAt = fit.seconds()
    },
    onTrainEnd: (fit) => fit.save('last'),
    checkpoint: () => best,
    restore: (stored) => void (best = typeof stored === 'number' ? stored : undefined),
  }
}
