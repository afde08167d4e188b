import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const predictStart: Action = {
  id: 'predict.start',
  group: 'Learn',
  get label() {
    return t.actions.predict
  },
  shortcuts: ['Ctrl+Enter'],
  refusal: (s) => {
    if (!s.image) return noImage(s)
    if (s.predict.run === null) return t.actions.trainFirstThereIsNo
    return s.predict.running ? t.actions.aRunIsSearchingAlready : undefined
  },
  run: (s) => s.predict.start(),
}
