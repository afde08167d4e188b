import type { StoredLevel } from '../pixels/picture'

/**
 * libvips leaves a tile that it cannot decode black, or black from where it is cut off, and says nothing: every tile whose last
 * pixel comes out black is decoded once more, by ourselves, who say what is wrong with it. To be given all rows of a level in
 * order, as 8-bit RGB.
 */
export class DarkTiles {
  private row = 0

  constructor(private readonly level: StoredLevel) {}

  /** Whole rows. Throws what the level says of a damaged tile. */
  async took(rows: Uint8Array): Promise<void> {
    const { width, height, tileHeight } = this.level
    const length = width * 3
    for (let at = 0; at < rows.length; at += length) {
      this.row++
      const isLast = this.row % tileHeight === 0 || this.row === height
      if (isLast) await this.check(rows.subarray(at, at + length), Math.floor((this.row - 1) / tileHeight))
    }
  }

  private async check(row: Uint8Array, line: number): Promise<void> {
    const { width, tileWidth, decode } = this.level
    for (let column = 0; column * tileWidth < width; column++) {
      const end = Math.min(width, (column + 1) * tileWidth) * 3
      const isDark = row[end - 1] === 0 && row[end - 2] === 0 && row[end - 3] === 0
      if (isDark) await decode(column, line, [0, 1, 2])
    }
  }
}
