import type { Action } from './action'
import { noPrediction } from './needs'

export const evaluateRun: Action = {
  id: 'evaluate.run',
  group: 'Learn',
  label: 'Evaluate',
  refusal: (s) => {
    const missing = noPrediction(s)
    if (missing) return missing
    if (s.predict.evaluating) return 'The numbers are being worked out.'
    if (s.predict.checkedTargets().length > 0) return undefined
    return s.predict.legend
      ? 'Mark an object of its class in the picture, or check an area first: nobody knows yet what is right.'
      : 'Check an area first: where nothing is checked, nobody knows what is a false alarm.'
  },
  run: (s) => s.predict.evaluate(),
}
