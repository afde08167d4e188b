import { nothing } from '../document/selection'
import { steps } from '../state/guide'
import type { Action } from './action'
import { noProject } from './needs'

export const stepNames = {
  annotate: 'Annotate',
  dataset: 'Dataset',
  train: 'Train',
  predict: 'Predict',
  review: 'Review',
} as const

/** One action per step of the rail. */
export const goToSteps: readonly Action[] = steps.map((step, i) => ({
  id: `step.${step}`,
  group: 'View',
  label: `Go to ${stepNames[step]}`,
  shortcuts: [`Ctrl+${i + 1}`],
  refusal: noProject,
  run: (s) => {
    s.step = step
    // To look at detections, the picture must not be dimmed around a checked area.
    if (step === 'predict' || step === 'review') {
      s.document.selection = nothing
      if (s.tool === 'checkedArea') s.tool = 'select'
    }
    s.settings.set({ panelOpen: true })
  },
}))
