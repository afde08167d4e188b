import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, mix } from '../../../src/augment/augment'
import { Random } from '../../../src/base/random'
import { ignore, type TileBatch } from '../../../src/tiles/tiles'

const size = 64
type Box = readonly [x: number, y: number, w: number, h: number]

/** Dark tiles; tile i shows a light object of class i at each box, and its right quarter is not checked. */
function batchOf(boxes: readonly (readonly Box[])[]): TileBatch {
  const count = boxes.length
  const images = new Uint8Array(count * size * size * 3).map((_, i) => 40 + (i % 7))
  const masks = new Uint8Array(count * size * size)
  const labels = new Uint8Array(count * count)
  for (let tile = 0; tile < count; tile++) {
    const at = (x: number, y: number) => (tile * size + y) * size + x
    for (let y = 0; y < size; y++) masks.fill(ignore, at(size * 0.75, y), at(size, y))
    for (const [x, y, w, h] of boxes[tile] ?? []) {
      for (let line = y; line < y + h; line++) {
        masks.fill(tile + 1, at(x, line), at(x + w, line))
        images.fill(200 + tile * 10, at(x, line) * 3, at(x + w, line) * 3)
      }
      labels[tile * count + tile] = 1
    }
  }
  return {
    count,
    images,
    masks,
    labels,
    offset: Int32Array.from([0, ...boxes.map((_, i) => boxes.slice(0, i + 1).flat().length)]),
    xywh: Float32Array.from(boxes.flat(2)),
    classes: Uint8Array.from(boxes.flatMap((all, tile) => all.map(() => tile))),
  }
}

const boxes = fc
  .tuple(
    fc.integer({ min: 4, max: 20 }),
    fc.integer({ min: 4, max: 40 }),
    fc.integer({ min: 3, max: 12 }),
    fc.integer({ min: 3, max: 12 }),
  )
  .map((box) => box as Box)
const paste = (batch: TileBatch, seed: number, values: Record<string, number> = {}) =>
  mix(chain({ copyPaste: values }).mixes, batch, size, new Random(seed))
/** Rows of a tile's boxes. */
const rowsOf = ({ offset }: TileBatch, tile: number) =>
  Array.from({ length: offset[tile + 1]! - offset[tile]! }, (_, i) => offset[tile]! + i)

describe('copy and paste', () => {
  it('keeps what is there, and mask, picture and label of what it adds lie where its box says', () => {
    fc.assert(
      fc.property(boxes, boxes, fc.integer(), (first, second, seed) => {
        const batch = batchOf([[first], [second], []])
        const mixed = paste(batch, seed)
        for (let tile = 0; tile < 3; tile++) {
          const rows = rowsOf(mixed, tile)
          const old = rowsOf(batch, tile)
          rows.forEach((row, i) => {
            const [x, y, w, h] = mixed.xywh.subarray(row * 4, row * 4 + 4)
            const number = mixed.classes[row]!
            const middle = (tile * size + Math.floor(y! + h! / 2)) * size + Math.floor(x! + w! / 2)
            expect(mixed.masks[middle]).toBe(number + 1)
            expect(mixed.labels[tile * 3 + number]).toBe(1)
            if (i < old.length) {
              expect([x, y, w, h]).toEqual([...batch.xywh.subarray(old[i]! * 4, old[i]! * 4 + 4)])
              expect(mixed.images[middle * 3]).toBe(batch.images[middle * 3])
            } else {
              const sides = [w, h].sort().join()
              expect([first, second].map(([, , a, b]) => [a, b].sort().join())).toContain(sides)
              expect(Math.abs(mixed.images[middle * 3]! - (200 + number * 10))).toBeLessThan(20)
            }
          })
          const area = rows.reduce((sum, row) => sum + mixed.xywh[row * 4 + 2]! * mixed.xywh[row * 4 + 3]!, 0)
          const marked = mixed.masks
            .subarray(tile * size * size, (tile + 1) * size * size)
            .filter((value) => value !== 0 && value !== ignore)
          expect(marked.length).toBe(area)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('leaves alone what nobody has checked, and the batch that it was given', () => {
    const batch = batchOf([[[10, 10, 8, 6]], []])
    const before = structuredClone(batch)
    let added = 0
    for (let seed = 0; seed < 20; seed++) {
      const mixed = paste(batch, seed, { most: 6 })
      added += mixed.classes.length - batch.classes.length
      batch.masks.forEach((value, at) => {
        if (value !== ignore) return
        expect(mixed.masks[at]).toBe(ignore)
        expect(mixed.images[at * 3]).toBe(batch.images[at * 3])
      })
    }
    expect(added).toBeGreaterThan(20)
    expect(batch).toEqual(before)
  })

  it('draws the same for the same seed, and keeps objects upright when asked to', () => {
    const batch = batchOf([[[10, 10, 12, 4]], [], []])
    expect(paste(batch, 7)).toEqual(paste(batch, 7))
    const widths = (turned: number) =>
      new Set(
        Array.from({ length: 20 }, (_, seed) => paste(batch, seed, { turned })).flatMap(({ xywh }) =>
          [...xywh].filter((_, i) => i % 4 === 2),
        ),
      )
    expect(widths(1)).toEqual(new Set([12, 4]))
    expect(widths(0)).toEqual(new Set([12]))
  })

  it('gives tiles without objects, masks or room back as they are', () => {
    const none = batchOf([[], []])
    expect(paste(none, 1)).toEqual(none)
    const labelsOnly = { ...none, masks: new Uint8Array(0) }
    expect(paste(labelsOnly, 1)).toEqual(labelsOnly)
    const large = batchOf([[[2, 2, 44, 60]]])
    expect(paste(large, 1).classes.length).toBe(1)
  })
})
