import type { RawOutput } from '../output'
import type { Detections } from '../../found/detections'
import { fallingOrder, takeDetections } from '../../found/order'

export interface OutputGrid {
  /** Cells of one window. */
  readonly width: number
  readonly height: number
  /** Pixels a cell. */
  readonly stride: number
  readonly classes: number
}

/**
 * The objects of window `index`: cells whose score is a local maximum (3 × 3, same class) of at least `floor`, with
 * size and offset read at that cell, in pixels of the window, sorted by falling score. Of neighbours with the very same
 * score the first in row-major order wins. The peaks of a heat map stand in for non-maximum suppression: CenterNet
 * (Zhou, Wang, Krähenbühl: Objects as Points, 2019, section 4).
 */
export function decodePeaks(raw: RawOutput, index: number, grid: OutputGrid, floor: number): Detections {
  const { width, height, classes, stride } = grid
  const first = index * width * height
  const xywh: number[] = []
  const score: number[] = []
  const found: number[] = []
  for (let cell = 0; cell < width * height; cell++) {
    for (let c = 0; c < classes; c++) {
      const value = raw.heat[(first + cell) * classes + c] as number
      if (!(value >= floor) || !isPeak(raw.heat, first, cell, c, grid)) continue
      const at = (first + cell) * 2
      const centreX = ((cell % width) + (raw.offset[at] as number)) * stride
      const centreY = (Math.floor(cell / width) + (raw.offset[at + 1] as number)) * stride
      const w = Math.max(1, raw.size[at] as number)
      const h = Math.max(1, raw.size[at + 1] as number)
      xywh.push(centreX - w / 2, centreY - h / 2, w, h)
      score.push(value)
      found.push(c)
    }
  }
  const all = {
    xywh: Float32Array.from(xywh),
    score: Float32Array.from(score),
    class: Uint8Array.from(found),
  }
  return takeDetections(all, fallingOrder(all.score))
}

// eslint-disable-next-line max-params -- Called for each cell: an object would cost.
function isPeak(heat: Float32Array, first: number, cell: number, c: number, grid: OutputGrid): boolean {
  const { width, height, classes } = grid
  const value = heat[(first + cell) * classes + c] as number
  const x = cell % width
  const y = Math.floor(cell / width)
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
      const neighbour = ny * width + nx
      const other = heat[(first + neighbour) * classes + c] as number
      if (other > value || (other === value && neighbour < cell)) return false
    }
  }
  return true
}
