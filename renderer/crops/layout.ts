import type { Extent } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'

// Where crops stand in a grid of which only a part is drawn. Pixels of the screen, from the grid's own top left corner.

/** Between two crops, and around all of them. */
export const [gap, frame] = [6, 12]

export interface CropLayout {
  readonly columns: number
  readonly rows: number
  /** Of a crop: as wide as was asked for, and what is left over in a row. */
  readonly side: number
  /** From one crop to the next. */
  readonly pitch: number
  readonly count: number
  readonly height: number
}

export function layoutOf(width: number, least: number, count: number): CropLayout {
  const room = width - 2 * frame + gap
  const columns = Math.max(1, Math.floor(room / (least + gap)))
  const side = Math.max(least, Math.floor(room / columns) - gap)
  const rows = Math.ceil(count / columns)
  const pitch = side + gap
  return { columns, rows, side, pitch, count, height: rows * pitch - gap + 2 * frame }
}

/** The top left corner of a crop. */
export function cornerOf({ columns, pitch }: CropLayout, place: number): { x: number; y: number } {
  return { x: frame + (place % columns) * pitch, y: frame + Math.floor(place / columns) * pitch }
}

/** Places that are in sight, and a row beyond on both sides: from `from` up to, and without, `to`. */
export function inSight(
  { columns, rows, pitch, count }: CropLayout,
  top: number,
  height: number,
): { from: number; to: number } {
  const first = Math.max(0, Math.floor((top - frame) / pitch) - 1)
  const last = Math.min(rows, Math.ceil((top + height - frame) / pitch) + 1)
  return { from: Math.min(count, first * columns), to: Math.min(count, Math.max(0, last) * columns) }
}

/** The crop under a point; undefined beside and between them. */
export function placeAt(layout: CropLayout, x: number, y: number): number | undefined {
  const places = placesIn(layout, { x, y, w: 0, h: 0 })
  return places[0]
}

/** Crops that a rectangle touches, in order. */
export function placesIn({ columns, rows, pitch, count }: CropLayout, rect: Rect): number[] {
  const range = (from: number, length: number, most: number) => {
    const first = Math.floor((from - frame + gap) / pitch)
    const last = Math.floor((from + length - frame) / pitch)
    return [Math.max(0, first), Math.min(most - 1, last)] as const
  }
  const [left, right] = range(rect.x, rect.w, columns)
  const [top, bottom] = range(rect.y, rect.h, rows)
  const places: number[] = []
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      const place = row * columns + column
      if (place < count) places.push(place)
    }
  return places
}

/** Where a key leads from a place; undefined for other keys. `page`: rows that are in sight. */
export function placeAfter(
  { columns, count }: CropLayout,
  place: number,
  key: string,
  page: number,
): number | undefined {
  const last = count - 1
  if (last < 0) return undefined
  if (key === 'Home') return 0
  if (key === 'End') return last
  const by = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * Math.max(1, page),
    PageDown: columns * Math.max(1, page),
  }[key]
  if (by === undefined) return undefined
  const to = place + by
  // A column that ends above the last row: its end is the last crop; a key at the edge stays.
  if (to > last) return Math.floor(place / columns) < Math.floor(last / columns) ? last : place
  return to < 0 ? (by < -columns ? place % columns : place) : to
}

/** The part of the image around a rectangle, `reach` pixels a side; at the border it stays inside where it fits. */
export function regionOf({ x, y, w, h }: Rect, reach: number, extent?: Extent): Rect {
  const corner = (from: number, length: number, whole: number | undefined) => {
    const wanted = Math.round(from + length / 2 - reach / 2)
    return whole === undefined || whole < reach ? wanted : Math.max(0, Math.min(wanted, whole - reach))
  }
  return { x: corner(x, w, extent?.width), y: corner(y, h, extent?.height), w: reach, h: reach }
}
