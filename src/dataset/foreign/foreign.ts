import type { DatasetSpec } from '../dataset'
import type { ForeignEntry, ForeignMap } from './mapping'

export interface ForeignJob {
  /** Where our file goes: a copy of pictures in files, a small reference to an HDF5. */
  readonly out: string
  readonly from: string
  readonly spec: DatasetSpec
  /** Which of an HDF5's datasets are what; absent: guessed. */
  readonly map?: ForeignMap | undefined
  /** A picture of an HDF5 may have several labels, or none. */
  readonly several?: boolean | undefined
  /** Names for the classes of an HDF5, which has only numbers. */
  readonly classNames?: readonly string[] | undefined
}

export type ForeignKind = 'hdf5' | 'folder' | 'list'

/** What lies at a path, before anything is built from it. */
export interface ForeignLook {
  readonly path: string
  readonly kind: ForeignKind
  /** Of an HDF5: its datasets and the likely mapping. */
  readonly datasets: readonly ForeignEntry[]
  readonly map: ForeignMap
  /** Of pictures in files. */
  readonly pictures: number
  readonly classNames: readonly string[]
  readonly several: boolean
}
