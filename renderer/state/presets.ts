import { defaultTraining } from '../../src/training/config'
import type { ModelId } from '../../src/models/catalogue'
import type { CommandIn } from '../../src/ipc/contract'

export type TrainSettings = CommandIn<'train.start'>['settings']

/** How long to train, in words of a person who has better things to do. */
export const presets = [
  { id: 'quick', label: 'Quick look', time: '2 min', about: 'Shows whether the idea works.' },
  { id: 'thorough', label: 'Thorough', time: '10 min', about: 'For a result to go on with.' },
  {
    id: 'converge',
    label: 'Until it stops improving',
    time: '',
    about: 'Ends 20 epochs after its best result; may take an hour.',
  },
] as const
export type PresetId = (typeof presets)[number]['id']

const limits: Record<PresetId, { epochs: number; minutes?: number; patience?: number }> = {
  quick: { epochs: 1000, minutes: 2 },
  thorough: { epochs: 1000, minutes: 10 },
  converge: { epochs: 1000, patience: 20 },
}

export interface TrainForm {
  model: ModelId
  preset: PresetId
  batch: number
  learningRate: number
  /** How many false alarms one missed object is worth. */
  missCost: number
  engine: TrainSettings['engine']
  seed: number
}

export const usualForm: TrainForm = {
  model: 'heatmap',
  preset: 'quick',
  batch: defaultTraining.batch,
  learningRate: defaultTraining.learningRate,
  missCost: defaultTraining.falseNegativeWeight,
  engine: 'auto',
  seed: 1,
}

export function trainSettings(form: TrainForm): TrainSettings {
  const { model, batch, learningRate, engine, seed } = form
  return {
    ...limits[form.preset],
    model,
    batch,
    learningRate,
    engine,
    seed,
    falseNegativeWeight: form.missCost,
  }
}
