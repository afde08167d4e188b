/** The tiles of a pyramid, encoded as they lie on the disk. */
export interface EncodedTiles {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  /**
   * A whole JPEG of tileSize × tileSize pixels; those beyond the border of the level are without meaning. Throws
   * AppError('tile-missing') where the level has no such tile.
   */
  tile(level: number, column: number, row: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** Side of the tiles of new pyramids. */
export const pyramidTile = 256
