import type { AugmentationSettings } from '../augment/augmentation'
import type { EvaluationCrop } from '../augment/crops'
import { findPreprocessing, hookOf, type FittedExpression } from '../augment/preprocessing'
import type { Effect } from '../augment/view'
import type { ResizeRule } from '../tiles/tiles'
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

/** The dataset's way to make tiles, and the crops of them that validation looked at: what prediction must repeat. */
export interface InputRecord {
  /** Side of the dataset's tiles; the network's own side is a crop of it. */
  readonly tile: number
  /** How whole pictures were made to fit a tile; absent: tiles were cut from pictures. */
  readonly resize?: ResizeRule | undefined
  /** Nothing says how: pictures of another program's file, which were square before. */
  readonly assumed?: boolean | undefined
  readonly crop?: EvaluationCrop | undefined
}

export function inputRecord(reader: DatasetReader, crop?: EvaluationCrop): InputRecord {
  const { tile, task, spec, origin } = reader
  const unknown = task === 'classify' && !spec.resize && (origin[0] ?? 0) < 0
  return unknown ? { tile, resize: 'stretch', assumed: true, crop } : { tile, resize: spec.resize, crop }
}
