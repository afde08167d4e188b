/** Blocks of an image, as far as a plan for other machines needs them. */
export interface PlannedBlocks {
  readonly level: number
  readonly key: string
  readonly blocks: number
  readonly missing: number
  /** The first of them. */
  readonly lacking: readonly number[]
  /** Its prediction is there, and counts: nothing but its threshold can lack. */
  readonly made: boolean
}
