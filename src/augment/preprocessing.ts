import { AppError } from '../base/errors'
import type { Normalisation } from './render'
import type { Effect } from './view'

/** What a network is given for a pixel: the step between augmentation and input, the same in training and prediction. */
export interface Preprocessing {
  readonly id: string
  readonly label: string
  /** From the dataset's own figures (of its training part) to (value − mean) / std. */
  normalisation(fitted: Normalisation): Normalisation
  /** A hook of one's own on values of 0..255, before that; pixel by pixel, since prediction sees other windows. */
  readonly hook?: Effect | undefined
}

const all = (value: number) => [value, value, value]

/** Every preprocessing: a new one is a line here. */
export const preprocessings: readonly Preprocessing[] = [
  {
    id: 'standardise',
    label: 'Feature-wise centring and deviation, fitted on the training part',
    normalisation: (fitted) => fitted,
  },
  {
    id: 'centre',
    label: 'Feature-wise centring (mean subtraction)',
    normalisation: ({ mean }) => ({ mean, std: all(1) }),
  },
  { id: 'unit', label: '0 to 1', normalisation: () => ({ mean: all(0), std: all(255) }) },
  {
    id: 'symmetric',
    label: '−1 to 1 (InceptionV3 and its like)',
    normalisation: () => ({ mean: all(127.5), std: all(127.5) }),
  },
  {
    id: 'opticalDensity',
    label: 'Optical density (stained slides)',
    normalisation: () => ({ mean: all(0), std: all(1) }),
    hook: opticalDensity,
  },
  { id: 'none', label: '0 to 255', normalisation: () => ({ mean: all(0), std: all(1) }) },
]

/** Beer and Lambert's −log10 of the transmitted share of light, in which stains add up (Ruifrok and Johnston 2001). */
function opticalDensity(image: Float32Array): void {
  for (let i = 0; i < image.length; i++) image[i] = -Math.log10((Math.max(0, image[i]!) + 1) / 256)
}

/** Fails with `unknown-preprocessing`. */
export function findPreprocessing(id: string): Preprocessing {
  const found = preprocessings.find((each) => each.id === id)
  if (found) return found
  throw new AppError(
    'unknown-preprocessing',
    `There is no preprocessing "${id}"; choose ${preprocessings.map((each) => each.id).join(', ')}.`,
  )
}
