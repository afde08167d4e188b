import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noPrediction } from './needs'

export const evaluateRunAction: Action = {
  id: 'evaluate.run',
  group: 'Learn',
  get label() {
    return t.actions.evaluate
  },
  refusal: (s) => {
    const missing = noPrediction(s)
    if (missing) return missing
    if (s.predict.evaluating) return t.actions.theNumbersAreBeingWorked
    if (s.predict.checkedTargets().length > 0) return undefined
    return s.predict.legend ? t.actions.markAnObjectOfIts : t.actions.checkAnAreaFirstWhere
  },
  run: (s) => s.predict.evaluate(),
}
