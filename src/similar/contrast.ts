/** f32 [height, width, channels]. */
export interface CellGrid {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/** Cells over which the inside and the surroundings are averaged. */
const [inside, around] = [4, 9]

/** Each place less what is around it: the mean over 4 × 4 cells less that over 9 × 9. */
export function contrast(grid: CellGrid): CellGrid {
  const [near, far] = [boxMean(grid, inside), boxMean(grid, around)]
  return { ...grid, data: near.map((value, i) => value - (far[i] as number)) }
}

/** Mean over `side` × `side` cells from `side >> 1` cells before each one on; cells at the border are repeated. */
export function boxMean({ width, height, channels, data }: CellGrid, side: number): Float32Array {
  const row = width * channels
  const columns = slide(data, { lines: 1, count: height, size: row, side })
  return slide(columns, { lines: height, count: width, size: channels, side })
}

interface Slide {
  readonly lines: number
  /** Items a line, and numbers an item. */
  readonly count: number
  readonly size: number
  readonly side: number
}

function slide(data: Float32Array, { lines, count, size, side }: Slide): Float32Array {
  const out = new Float32Array(data.length)
  const sum = new Float64Array(size)
  const before = side >> 1
  for (let line = 0; line < lines; line++) {
    const start = line * count * size
    const at = (i: number) => start + Math.min(count - 1, Math.max(0, i)) * size
    sum.fill(0)
    for (let i = -before; i < side - before; i++)
      for (let c = 0, from = at(i); c < size; c++) sum[c] = (sum[c] as number) + (data[from + c] as number)
    for (let i = 0; i < count; i++) {
      const [to, old, next] = [start + i * size, at(i - before), at(i - before + side)]
      for (let c = 0; c < size; c++) {
        const value = sum[c] as number
        out[to + c] = value / side
        sum[c] = value + (data[next + c] as number) - (data[old + c] as number)
      }
    }
  }
  return out
}
