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

/** How many different objects the tiles show whole; one that lies in several tiles counts once. */
export function countWholeObjects(reader: DatasetReader, tiles: Int32Array): number {
  return countWholeByClass(reader, tiles).reduce((sum, count) => sum + count, 0)
}

/** The same of each of the dataset's classes. */
export function countWholeByClass(reader: DatasetReader, tiles: Int32Array): number[] {
  const places = reader.classNames.map(() => new Set<string>())
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
        if (x <= 0 || y <= 0 || x + w >= reader.tile || y + h >= reader.tile) continue
        const place = [x + w / 2 + (left as number), y + h / 2 + (top as number)].map(Math.round)
        places[classes[row] as number]?.add([image, level, ...place].join())
      }
    })
  }
  return places.map(({ size }) => size)
}
