import type { Rect } from '../../geometry/rect'

/**
 * A search of one image, cut into blocks that can be computed in any order, by any process, and merged to the same result.
 * Blocks go by their numbers, 0 .. count - 1.
 */
export interface BlockWork {
  /** 64 hexadecimal digits: of what the blocks depend on. Two works of the same key say the same. */
  readonly key: string
  readonly count: number
  /** For people: what is counted while it is computed, and how many of them a block is. */
  readonly unit: string
  unitsOf(number: number): number
  /** What block `number` answers for, in pixels of the level that is searched. */
  place(number: number): Rect
  /** The pixels that block `number` needs. */
  read(number: number, signal: AbortSignal): Promise<Uint8Array>
  /** What the network says of them, as bytes. */
  compute(pixels: Uint8Array, number: number): Promise<Uint8Array>
  /** Whether bytes can be what `compute` gave for the block. */
  isSound(bytes: Uint8Array, number: number): boolean
}
