import { bisect } from '../base/bisect'
import { contains, intersect } from './rect'
import type { Rect } from './rect'

/** What a cell of a sweep may be. */
export const cellStates = { unseen: 0, seen: 1, complete: 2 } as const

/** Above this a person cannot finish, and every step would cost time. */
export const maxCells = 250_000

/**
 * The cells in which a picture is stepped through: all of one size, spread evenly from border to border, so that none is
 * a sliver. Cells are numbered along the way: row by row, each row against the one before, so that the next cell always
 * lies beside the last.
 */
export class SweepGrid {
  /** Full-size pixels at which columns and rows begin. */
  private readonly lefts: readonly number[]
  private readonly tops: readonly number[]
  private readonly w: number
  private readonly h: number

  /** `overlap`: 0..0.5, the share of a cell that its neighbour shows again at least. */
  constructor(
    image: { readonly width: number; readonly height: number },
    cell: { readonly w: number; readonly h: number },
    overlap: number,
  ) {
    this.w = Math.min(cell.w, image.width)
    this.h = Math.min(cell.h, image.height)
    this.lefts = starts(image.width, this.w, overlap)
    this.tops = starts(image.height, this.h, overlap)
  }

  get columns(): number {
    return this.lefts.length
  }

  get rows(): number {
    return this.tops.length
  }

  get count(): number {
    return this.columns * this.rows
  }

  rect(cell: number): Rect {
    const { column, row } = this.place(cell)
    return { x: this.lefts[column] ?? 0, y: this.tops[row] ?? 0, w: this.w, h: this.h }
  }

  place(cell: number): { readonly column: number; readonly row: number } {
    const row = Math.floor(cell / this.columns)
    const along = cell % this.columns
    return { row, column: row % 2 === 0 ? along : this.columns - 1 - along }
  }

  /** The number of the cell at a place. */
  at(column: number, row: number): number {
    return row * this.columns + (row % 2 === 0 ? column : this.columns - 1 - column)
  }

  /** u8 [count]: 1 for the cells that the areas cover wholly, alone or together. */
  covered(areas: readonly Rect[]): Uint8Array {
    const covered = new Uint8Array(this.count)
    const partly = new Map<number, Rect[]>()
    for (const area of areas) {
      const columns = reached(this.lefts, this.w, area.x, area.x + area.w)
      const rows = reached(this.tops, this.h, area.y, area.y + area.h)
      for (let row = rows.first; row <= rows.last; row++) {
        for (let column = columns.first; column <= columns.last; column++) {
          const cell = this.at(column, row)
          if (covered[cell]) continue
          if (contains(area, this.rect(cell))) covered[cell] = 1
          else if (!partly.get(cell)?.push(area)) partly.set(cell, [area])
        }
      }
    }
    for (const [cell, parts] of partly) {
      if (parts.length > 1 && !covered[cell] && isCovered(this.rect(cell), parts)) covered[cell] = 1
    }
    return covered
  }
}

function starts(length: number, side: number, overlap: number): number[] {
  const count = length <= side ? 1 : Math.ceil((length - side) / (side * (1 - overlap))) + 1
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - side)) / Math.max(1, count - 1)))
}

/** First and last of the sorted starts whose cells meet [from, to). */
function reached(starts: readonly number[], side: number, from: number, to: number) {
  const firstAbove = (value: number) => bisect(starts.length, (i) => (starts[i] as number) <= value)
  const last = firstAbove(to) - 1
  return { first: firstAbove(from - side), last: starts[last] === to ? last - 1 : last }
}

/** Whether rectangles cover another one together. */
export function isCovered(rect: Rect, by: readonly Rect[]): boolean {
  let left: Rect[] = [rect]
  for (const cover of by) left = left.flatMap((part) => without(part, cover))
  return left.length === 0
}

/** What is left of a rectangle outside of another: at most four rectangles. */
function without(rect: Rect, hole: Rect): Rect[] {
  const common = intersect(rect, hole)
  if (!common) return [rect]
  const [right, bottom] = [rect.x + rect.w, rect.y + rect.h]
  const [holeRight, holeBottom] = [common.x + common.w, common.y + common.h]
  return [
    { x: rect.x, y: rect.y, w: rect.w, h: common.y - rect.y },
    { x: rect.x, y: holeBottom, w: rect.w, h: bottom - holeBottom },
    { x: rect.x, y: common.y, w: common.x - rect.x, h: common.h },
    { x: holeRight, y: common.y, w: right - holeRight, h: common.h },
  ].filter(({ w, h }) => w > 0 && h > 0)
}

/** Flags as the lengths of their runs, the first of zeros: what a project stores of 100,000 cells. */
export function packFlags(flags: Uint8Array): string {
  const runs: number[] = []
  let [value, length] = [0, 0]
  for (const flag of flags) {
    if (flag === value) length++
    else {
      runs.push(length)
      ;[value, length] = [flag, 1]
    }
  }
  return [...runs, length].join(' ')
}

/** Flags from their runs; all zero when the text is not of so many. */
export function unpackFlags(text: string, count: number): Uint8Array {
  const flags = new Uint8Array(count)
  const runs = text.split(' ').map(Number)
  if (runs.some((run) => !(run >= 0)) || runs.reduce((sum, run) => sum + run, 0) !== count) return flags
  let at = 0
  runs.forEach((run, i) => {
    flags.fill(i % 2, at, at + run)
    at += run
  })
  return flags
}
