import type { Rect } from '../geometry/rect'
import { chooseSplit, type SplitChoice } from '../sampling/adaptiveSplit'
import type { Forecast } from '../sampling/forecast'
import type { DatasetSpec, SplitName } from '../tiles/tiles'

/** A spec whose split the number of objects may still decide. */
export type DatasetRequest = Omit<DatasetSpec, 'split'> & { readonly split: DatasetSpec['split'] | null }

/** Which part of an image is learned from, in full-size pixels; between two parts a band belongs to neither. */
export interface ImageSplit {
  readonly image: number
  /** The level that its tiles are cut from. */
  readonly level: number
  readonly guard: number
  readonly blocks: readonly { readonly rect: Rect; readonly split: SplitName }[]
}

export interface DatasetPreview {
  readonly split: DatasetSpec['split']
  /** Why this split, where the number of objects decided. */
  readonly sentence?: string | undefined
  readonly forecast: Forecast
  readonly images: readonly ImageSplit[]
  /** Time to write the file, from the rate measured on the first tiles. */
  readonly seconds: number
}

/** The spec with its split decided. */
export function resolveSplit(
  request: DatasetRequest,
  objects: number,
): { spec: DatasetSpec } & Partial<SplitChoice> {
  const choice = request.split ? undefined : chooseSplit(objects)
  const split = request.split ?? (choice as SplitChoice).split
  return { spec: { ...request, split }, ...choice }
}
