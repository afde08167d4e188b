import type { DatasetReader } from '../dataset/dataset'
import { expectOnGround, type JudgedTile, type ValidationGround } from './onGround'

/** Where the balance lies before anything is known: measured on held-out picture halves (decision record 0002). */
export const priorThreshold = 0.4
/** As many validation objects as the prior counts for. */
const priorObjects = 10
/** Thresholds whose F1 is within this share of the best count as equal. */
const tolerance = 0.05

/** Scores at which validation says what is to be expected. */
const candidates = Array.from({ length: 90 }, (_, i) => 0.05 + i / 100)

/**
 * The score from which on a detection counts, 0..1: the middle of all thresholds whose F1 on the validation's ground is
 * about the best, drawn towards the prior where few different objects vote. The one best threshold of five objects is
 * chance, and carries over badly to another picture.
 */
export function steadyThreshold(
  tiles: readonly JudgedTile[],
  ground: ValidationGround,
  prior: number = priorThreshold,
): number {
  const expected = expectOnGround(tiles, ground, candidates)
  const enough = Math.max(...expected.map(({ f1 }) => f1)) * (1 - tolerance)
  if (enough <= 0) return prior
  const equal = expected.filter(({ f1 }) => f1 >= enough)
  const middle = equal.reduce((sum, { threshold }) => sum + threshold, 0) / equal.length
  return (ground.objects * middle + priorObjects * prior) / (ground.objects + priorObjects)
}

/** Pixels: a box that was cut off at the border of its tile ends there but for the rounding of 32-bit numbers. */
const asGoodAsCut = 0.01

/** How many different objects the tiles show whole; one that lies in several tiles counts once. */
export function countWholeObjects(reader: DatasetReader, tiles: Int32Array): number {
  return countWholeByClass(reader, tiles).reduce((sum, count) => sum + count, 0)
}

/** The same of each of the dataset's classes. */
export function countWholeByClass(reader: DatasetReader, tiles: Int32Array): number[] {
  const places = reader.classNames.map(() => new Places())
  for (let at = 0; at < tiles.length; at += 64) {
    const numbers = tiles.subarray(at, at + 64)
    const { offset, xywh, classes } = reader.labels(numbers)
    numbers.forEach((tile, i) => {
      const [image, level, left, top] = reader.origin.subarray(tile * 4, tile * 4 + 4)
      for (let row = offset[i] as number; row < (offset[i + 1] as number); row++) {
        const [x, y, w, h] = xywh.subarray(row * 4, row * 4 + 4) as unknown as [
          number,
          number,
          number,
          number,
        ]
        const end = reader.tile - asGoodAsCut
        if (x <= asGoodAsCut || y <= asGoodAsCut || x + w >= end || y + h >= end) continue
        const [cx, cy] = [x + w / 2 + (left as number), y + h / 2 + (top as number)]
        places[classes[row] as number]?.add(`${image} ${level}`, cx, cy)
      }
    })
  }
  return places.map(({ size }) => size)
}

/** Different places; two of less than a pixel apart are one, whatever each tile has rounded them to. */
class Places {
  private readonly cells = new Map<string, { x: number; y: number }[]>()
  size = 0

  add(picture: string, x: number, y: number): void {
    const [column, row] = [Math.floor(x / 2), Math.floor(y / 2)]
    for (const dx of [-1, 0, 1])
      for (const dy of [-1, 0, 1]) {
        const near = this.cells.get(`${picture} ${column + dx} ${row + dy}`) ?? []
        if (near.some((each) => Math.abs(each.x - x) < 1 && Math.abs(each.y - y) < 1)) return
      }
    const key = `${picture} ${column} ${row}`
    this.cells.set(key, [...(this.cells.get(key) ?? []), { x, y }])
    this.size++
  }
}
