import { levelCount, levelSize } from '../image/pixels/pixelSource'
import type { HeatMapInfo } from './detections'

/** A part of a heat map: cells of `stride` full-size pixels, from cell (x, y) on. */
export interface HeatPart {
  readonly stride: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  /** u8 [h, w], 255 = score 1 */
  readonly cells: Uint8Array
}

const tileSize = 256
/** Cells that are held of the finest level; a larger map is held coarser. */
const maxCells = 16e6

/** A heat map in memory that grows part by part, with all its levels, as a prediction file has them. */
export class PartialHeat {
  readonly info: HeatMapInfo
  private readonly levels: readonly { readonly width: number; readonly cells: Uint8Array }[]
  /** How often the parts are halved. */
  private readonly halved: number

  /** An image of width × height pixels; `stride` of the parts. */
  constructor(width: number, height: number, stride: number) {
    let halved = 0
    const sizeAt = (n: number) => [
      Math.ceil(width / (stride * 2 ** n)),
      Math.ceil(height / (stride * 2 ** n)),
    ]
    while (sizeAt(halved).reduce((a, b) => a * b) > maxCells) halved++
    const [w, h] = sizeAt(halved) as [number, number]
    const sizes = Array.from({ length: levelCount(w, h, tileSize) }, (_, n) => levelSize(w, h, n))
    this.halved = halved
    this.info = { stride: stride * 2 ** halved, levels: sizes, tileSize }
    this.levels = sizes.map((size) => ({
      width: size.width,
      cells: new Uint8Array(size.width * size.height),
    }))
  }

  /** What lies beyond the map is left out. */
  put({ x, y, w, h, cells }: HeatPart): void {
    for (const [n, level] of this.levels.entries()) {
      const shift = this.halved + n
      const { width, height } = this.info.levels[n] as { width: number; height: number }
      for (let row = 0; row < h; row++) {
        const to = (y + row) >> shift
        if (to >= height) break
        for (let column = 0; column < w; column++) {
          const at = (x + column) >> shift
          const value = cells[row * w + column] as number
          if (at < width && value > (level.cells[to * width + at] as number))
            level.cells[to * width + at] = value
        }
      }
    }
  }

  /** u8 [256, 256], row by row; zero beyond the border. */
  tile(number: number, column: number, row: number): Uint8Array {
    const tile = new Uint8Array(tileSize * tileSize)
    const level = this.levels[number]
    if (!level) return tile
    const { width, cells } = level
    const [left, right] = [column * tileSize, Math.min(width, (column + 1) * tileSize)]
    for (let y = 0; y < tileSize && right > left; y++) {
      const from = (row * tileSize + y) * width
      tile.set(cells.subarray(from + left, from + right), y * tileSize)
    }
    return tile
  }
}
