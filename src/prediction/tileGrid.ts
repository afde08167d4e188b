import type { Rect } from '../geometry/rect'

/** Where a column or row of tiles starts, and the part of the picture to which no other tile is nearer. In pixels. */
export interface Span {
  readonly start: number
  readonly from: number
  readonly to: number
}

/** Overlapping tiles, two to a tile's side, that cover a picture of width × height pixels. */
export interface OverlappingTiles {
  readonly width: number
  readonly height: number
  /** Pixels from a tile to the next one, at most. */
  readonly stride: number
  readonly columns: readonly Span[]
  readonly rows: readonly Span[]
  /** What each shows: row by row, from left to right. */
  readonly tiles: readonly Rect[]
}

/**
 * No tile reaches beyond the picture, but where the picture is smaller than a tile: what lies outside is black there, as in a
 * dataset. A picture of one tile is one answer.
 */
export function planTileGrid(width: number, height: number, tile: number): OverlappingTiles {
  const stride = Math.max(1, Math.floor(tile / 2))
  const [columns, rows] = [spansOf(width, tile, stride), spansOf(height, tile, stride)]
  const tiles = rows.flatMap((row) =>
    columns.map((column) => ({ x: column.start, y: row.start, w: tile, h: tile })),
  )
  return { width, height, stride, columns, rows, tiles }
}

function spansOf(length: number, tile: number, stride: number): Span[] {
  const count = length <= tile ? 1 : 1 + Math.ceil((length - tile) / stride)
  const startOf = (i: number) => Math.max(0, Math.min(i * stride, length - tile))
  // Between two tiles the border lies in the middle of what both see.
  const border = (i: number) => Math.round((startOf(i - 1) + startOf(i) + tile) / 2)
  return Array.from({ length: count }, (_, i) => ({
    start: startOf(i),
    from: i === 0 ? 0 : border(i),
    to: i === count - 1 ? length : border(i + 1),
  }))
}
