import type { DatasetSpec } from '../../tiles/tiles'
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
  /** What the values of an HDF5's pictures are: `0..1`, `-1..1`, `0..255`, `standardised`; absent: told by the values. */
  readonly pixels?: string | undefined
  /** Names for the classes of an HDF5, where it has none itself. */
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
  /** Of an HDF5, what it calls them itself; empty where it has only numbers. */
  readonly classNames: readonly string[]
  readonly several: boolean
  /** Files that say themselves what is held back. */
  readonly parted: boolean
}
