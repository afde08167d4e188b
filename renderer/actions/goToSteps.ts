import { t } from '../../src/messages/messages'
import { emptySelection } from '../document/selection'
import { steps } from '../state/guide'
import type { Action } from './action'
import { noProject } from './needs'

export const stepNames = {
  get annotate() {
    return t.actions.annotate
  },
  get dataset() {
    return t.actions.dataset
  },
  get train() {
    return t.actions.train
  },
  get predict() {
    return t.actions.predict
  },
  get review() {
    return t.actions.review
  },
} as const

/** One action per step of the rail. */
export const goToSteps: readonly Action[] = steps.map((step, i) => ({
  id: `step.${step}`,
  group: 'View',
  label: () => t.actions.goToValue(stepNames[step]),
  shortcuts: [`Ctrl+${i + 1}`],
  refusal: noProject,
  run: (s) => {
    s.step = step
    // To look at detections, the picture must not be dimmed around a checked area.
    if (step === 'predict' || step === 'review') {
      s.document.selection = emptySelection
      if (s.tool === 'checkedArea') s.tool = 'select'
    }
    s.settings.set({ panelOpen: true })
  },
}))
