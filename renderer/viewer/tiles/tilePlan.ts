import type { Extent } from '../../../src/document/shapes'
import { levelSize } from '../../../src/image/pixels/pixelSource'
import type { Rect } from '../../../src/geometry/rect'
import { visibleRect } from '../../view/camera'
import type { Camera, ScreenSize } from '../../view/camera'

// Which tiles a view wants. Pure: the same for the picture and for the heat map.

/** Square tiles at levels that halve; one cell of level n covers unit × 2^n full-size pixels. */
export interface TileGrid {
  readonly tileSize: number
  readonly unit: number
  /** Cells of each level. */
  readonly levels: readonly Extent[]
  /** Full-size pixels of the image. */
  readonly image: Extent
}

export interface TileAddress {
  readonly level: number
  readonly column: number
  readonly row: number
}

export interface VisibleTiles {
  readonly level: number
  /** Nearest to the centre first. */
  readonly visible: readonly TileAddress[]
  /** Coarse tiles to show until the visible ones are there; the coarsest, which covers everything, first. */
  readonly standIns: readonly TileAddress[]
  /** One ring around the view, for when it moves. */
  readonly around: readonly TileAddress[]
}

export function pictureGrid(
  image: Extent & { readonly tileSize: number; readonly levels: number },
): TileGrid {
  const levels = Array.from({ length: Math.max(1, image.levels) }, (_, n) =>
    levelSize(image.width, image.height, n),
  )
  return { tileSize: image.tileSize, unit: 1, levels, image }
}

export function tileKey(tile: TileAddress): number {
  return (tile.level * 2 ** 21 + tile.row) * 2 ** 21 + tile.column
}

/** The coarsest level that still has at least nine cells for ten device pixels. */
export function levelFor(grid: TileGrid, devicePerPixel: number): number {
  const level = Math.floor(Math.log2(1 / (grid.unit * devicePerPixel)) + 0.15)
  return Math.min(Math.max(level, 0), grid.levels.length - 1)
}

/** Where a tile lies, in full-size pixels, cut at the border of the image. */
export function tileRect(grid: TileGrid, tile: TileAddress): Rect {
  const side = grid.tileSize * grid.unit * 2 ** tile.level
  const x = tile.column * side
  const y = tile.row * side
  return { x, y, w: Math.min(side, grid.image.width - x), h: Math.min(side, grid.image.height - y) }
}

export function parent(grid: TileGrid, tile: TileAddress): TileAddress | undefined {
  if (tile.level + 1 >= grid.levels.length) return undefined
  return { level: tile.level + 1, column: tile.column >> 1, row: tile.row >> 1 }
}

/** The up to four tiles of the next finer level inside this one. */
export function children(grid: TileGrid, tile: TileAddress): TileAddress[] {
  if (tile.level === 0) return []
  const { columns, rows } = tileCounts(grid, tile.level - 1)
  const found: TileAddress[] = []
  for (let row = tile.row * 2; row < Math.min(tile.row * 2 + 2, rows); row++) {
    for (let column = tile.column * 2; column < Math.min(tile.column * 2 + 2, columns); column++) {
      found.push({ level: tile.level - 1, column, row })
    }
  }
  return found
}

export function tileCounts(grid: TileGrid, level: number): { columns: number; rows: number } {
  const cells = grid.levels[level] ?? { width: 0, height: 0 }
  return { columns: Math.ceil(cells.width / grid.tileSize), rows: Math.ceil(cells.height / grid.tileSize) }
}

export function plan(grid: TileGrid, camera: Camera, view: ScreenSize): VisibleTiles {
  const level = levelFor(grid, camera.scale * view.ratio)
  const seen = visibleRect(camera, view)
  const side = grid.tileSize * grid.unit * 2 ** level
  const middle = { x: camera.x / side - 0.5, y: camera.y / side - 0.5 }
  const distance = (t: TileAddress) => (t.column - middle.x) ** 2 + (t.row - middle.y) ** 2
  const visible = tilesIn(grid, level, seen, 0).sort((a, b) => distance(a) - distance(b))
  const inView = new Set(visible.map(tileKey))
  const around = tilesIn(grid, level, seen, 1).filter((tile) => !inView.has(tileKey(tile)))
  return { level, visible, standIns: standIns(grid, level, seen), around }
}

/** All of the coarsest level in view, then that of two levels above the wanted one: few tiles, quickly there. */
function standIns(grid: TileGrid, level: number, seen: Rect): TileAddress[] {
  const top = grid.levels.length - 1
  const levels = [...new Set([top, Math.min(level + 2, top)])].filter((each) => each > level)
  return levels.flatMap((each) => tilesIn(grid, each, seen, 0))
}

function tilesIn(grid: TileGrid, level: number, rect: Rect, ring: number): TileAddress[] {
  const { columns, rows } = tileCounts(grid, level)
  const side = grid.tileSize * grid.unit * 2 ** level
  const first = (at: number) => Math.max(0, Math.floor(at / side) - ring)
  const last = (end: number, count: number) => Math.min(count - 1, Math.ceil(end / side) - 1 + ring)
  const tiles: TileAddress[] = []
  for (let row = first(rect.y); row <= last(rect.y + rect.h, rows); row++) {
    for (let column = first(rect.x); column <= last(rect.x + rect.w, columns); column++) {
      tiles.push({ level, column, row })
    }
  }
  return tiles
}
