import { AppError } from '../base/errors'
import type { DatasetReader } from '../dataset/dataset'
import { t } from '../messages/messages'
import { compileExpression } from './expression'
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
    get label() {
      return t.augment.featureWiseCentringAndDeviation
    },
    normalisation: (fitted) => fitted,
  },
  {
    id: 'centre',
    get label() {
      return t.augment.featureWiseCentringMeanSubtraction
    },
    normalisation: ({ mean }) => ({ mean, std: all(1) }),
  },
  {
    id: 'unit',
    get label() {
      return t.augment.n0To1
    },
    normalisation: () => ({ mean: all(0), std: all(255) }),
  },
  {
    id: 'symmetric',
    get label() {
      return t.augment.n1To1Inceptionv3And
    },
    normalisation: () => ({ mean: all(127.5), std: all(127.5) }),
  },
  {
    id: 'imagenet',
    get label() {
      return t.augment.minus1To1Around127
    },
    normalisation: () => ({ mean: all(127), std: all(128) }),
  },
  {
    id: 'opticalDensity',
    get label() {
      return t.augment.opticalDensityStainedSlides
    },
    normalisation: () => ({ mean: all(0), std: all(1) }),
    hook: opticalDensity,
  },
  {
    id: 'none',
    get label() {
      return t.augment.n0To255
    },
    normalisation: () => ({ mean: all(0), std: all(1) }),
  },
]

/** Beer and Lambert's −log10 of the transmitted share of light, in which stains add up (Ruifrok and Johnston 2001). */
function opticalDensity(image: Float32Array): void {
  for (let i = 0; i < image.length; i++) image[i] = -Math.log10((Math.max(0, image[i]!) + 1) / 256)
}

/** An expression of the user's (src/augment/expression) with what was fitted on the train split for it. JSON. */
export interface FittedExpression {
  readonly text: string
  /** Of the pixels as they are, which the expression may name. */
  readonly raw: Normalisation
  /** Of what it makes of them: feature-wise centring takes these. */
  readonly fitted: Normalisation
}

/** Train tiles on which an expression is fitted. */
const tilesToFit = 256

/** Fails with `bad-expression`. */
export function fitExpression(reader: DatasetReader, text: string): FittedExpression {
  const raw = { mean: reader.mean, std: reader.std }
  const effect = compileExpression(text, raw)
  const { train } = reader.split
  const step = Math.max(1, Math.ceil(train.length / tilesToFit))
  const [sums, squares] = [
    [0, 0, 0],
    [0, 0, 0],
  ]
  let count = 0
  for (let i = 0; i < train.length; i += step) {
    const values = Float32Array.from(reader.read([train[i] as number]).images)
    effect(values, reader.tile)
    for (let at = 0; at < values.length; at++) {
      sums[at % 3]! += values[at]!
      squares[at % 3]! += values[at]! ** 2
    }
    count += values.length / 3
  }
  const mean = sums.map((sum) => sum / count)
  // A channel that has become constant is divided by 1.
  const std = squares.map((sum, c) => Math.sqrt(Math.max(0, sum / count - mean[c]! ** 2)) || 1)
  return { text, raw, fitted: { mean, std } }
}

/** What happens to values of 0..255 before they are normalised: the expression, then the preprocessing's own hook. */
export function hookOf(id: string, expression?: FittedExpression): Effect | undefined {
  const { hook } = findPreprocessing(id)
  if (!expression) return hook
  const first = compileExpression(expression.text, expression.raw)
  return (image, size) => {
    first(image, size)
    hook?.(image, size)
  }
}

/** Fails with `unknown-preprocessing`. */
export function findPreprocessing(id: string): Preprocessing {
  const found = preprocessings.find((each) => each.id === id)
  if (found) return found
  throw new AppError(
    'unknown-preprocessing',
    t.augmentErrors.thereIsNoPreprocessingId(id, preprocessings.map((each) => each.id).join(', ')),
  )
}
