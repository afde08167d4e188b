import type { AugmentationSettings } from '../augment/augmentation'
import { findPreprocessing } from '../augment/preprocessing'
import type { Effect } from '../augment/view'
import type { DatasetReader } from '../dataset/dataset'

/** A dataset as a training sees it: mean and deviation are those that its preprocessing wants. */
export interface InputReader extends DatasetReader {
  /** Side of what the network gets, in pixels, where it is not the tile's. */
  readonly side?: number | undefined
  /** What preprocessing does to the values of a tile before they are normalised. */
  readonly hook?: Effect | undefined
}

export interface InputSetting {
  readonly augmentation: AugmentationSettings
  readonly preprocessing: string
}

/** Fails with `unknown-preprocessing`. */
export function asInput(reader: DatasetReader, { augmentation, preprocessing }: InputSetting): InputReader {
  const { normalisation, hook } = findPreprocessing(preprocessing)
  const side = Math.min(reader.tile, augmentation['crop']?.['size'] ?? reader.tile)
  return { ...reader, ...normalisation(reader), side, hook }
}
