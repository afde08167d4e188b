import type { Action } from './action'
import { noPrediction } from './needs'

export const evaluateRun: Action = {
  id: 'evaluate.run',
  group: 'Learn',
  label: 'Evaluate',
  refusal: (s) => noPrediction(s) ?? (s.predict.evaluating ? 'The numbers are being worked out.' : undefined),
  run: (s) => s.predict.evaluate(),
}
