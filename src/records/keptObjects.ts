/** Objects of one image in a file of their own, from where they are stored part by part. */
export interface KeptObjects {
  readonly count: number
  readonly file: string
  /** Where the pieces of each cell of the picture begin in the file, and their bytes. */
  readonly cells: readonly (readonly Piece[])[]
  /** Ids of classes by the number that the objects in the file have; absent: these are ids. */
  readonly classIds?: readonly number[] | undefined
  /** Of the image; absent: as in the file. */
  readonly image?: number | undefined
}

export interface Piece {
  readonly start: number
  readonly bytes: number
}
