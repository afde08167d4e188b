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
    s.settings.set({ panelOpen: true })
  },
}))
