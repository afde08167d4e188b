import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'

/** Where the finished blocks of one search lie, by their numbers; as bytes, which the search can read. */
export interface BlockStore {
  /** Which of `count` are there and whole; what is no block of this search is removed. */
  present(
    count: number,
    isSound: (bytes: Uint8Array, number: number) => boolean,
  ): Promise<ReadonlySet<number>>
  /** Numbers of `count` of which something is there, whole or not. */
  names(count: number): ReadonlySet<number>
  /** Undefined where the block is not there or not whole. */
  read(number: number): Promise<Uint8Array | undefined>
  write(number: number, bytes: Uint8Array): Promise<void>
  /** Removes all. */
  clear(): Promise<void>
}

/** What became of a search's blocks. */
export interface BlockCounts {
  readonly total: number
  /** Now. */
  readonly computed: number
  /** Found whole from a search that ended before. */
  readonly skipped: number
}

export function missingBlock(number: number): AppError {
  return new AppError('search-block', says.prediction.partNumberOfTheSearch(number))
}
