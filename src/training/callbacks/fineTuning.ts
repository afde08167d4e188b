import type { Callback } from './callback'

/** Layers that have learned before go on with this share of the rate. */
const gentle = 0.1

/**
 * Transfer learning in two parts: only the new layers learn at first, and after this share of the training all of them,
 * at a tenth of the rate, so that what the others know is not lost to the new ones' first gradients.
 */
export function fineTuning(share: number): Callback {
  let thawed = false
  return {
    id: 'fineTuning',
    onStepEnd(fit) {
      if (thawed || fit.share() < share) return
      thawed = true
      fit.thaw()
      fit.state.rateFactor *= gentle
    },
    checkpoint: () => thawed,
    restore: (stored) => void (thawed = stored === true),
  }
}
