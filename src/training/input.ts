import type { AugmentationSettings } from '../augment/augmentation'
import { findPreprocessing, hookOf, type FittedExpression } from '../augment/preprocessing'
import type { Effect } from '../augment/view'
import type { DatasetReader } from '../dataset/dataset'

/** A dataset as a training sees it: mean and deviation are those that its preprocessing wants. */
export interface InputReader extends DatasetReader {
  /** Side of what the network gets, in pixels, where it is not the tile's. */
  readonly side?: number | undefined
  /** What preprocessing does to the values of a tile before they are normalised. */
  readonly hook?: Effect | undefined
  readonly empty?: readonly number[] | undefined
}

export interface InputSetting {
  readonly augmentation: AugmentationSettings
  readonly preprocessing: string
  /** What comes before it. */
  readonly expression?: FittedExpression | undefined
}

/** Fails with `unknown-preprocessing` or `bad-expression`. */
export function asInput(
  reader: DatasetReader,
  { augmentation, preprocessing, expression }: InputSetting,
): InputReader {
  const { normalisation } = findPreprocessing(preprocessing)
  const hook = hookOf(preprocessing, expression)
  const side = Math.min(reader.tile, augmentation['crop']?.['size'] ?? reader.tile)
  const { mean, std } = normalisation(expression?.fitted ?? reader)
  return { ...reader, mean, std, side, hook, empty: hook && reader.mean }
}
