import { describe, expect, it } from 'vitest'
import { rowMemory } from '../../../src/image/pixels/rowMemory'
import { tileBands } from '../../../src/image/building/tileBands'

/** Noise that is the same each time. */
function noise(length: number, most: number): number[] {
  let seed = 7
  return Array.from({ length }, () => (seed = (seed * 48_271) % 2_147_483_647) % (most + 1))
}

describe('rows of a pyramid', () => {
  it.each([
    [3, 8],
    [1, 8],
    [2, 16],
  ] as const)('of %i channels of %i bits are halved to the mean of four pixels', (channels, bits) => {
    const each = bits / 8
    for (const width of [1, 2, 3, 7, 8, 9, 15, 16, 17, 255, 4097]) {
      const row = width * channels
      const memory = rowMemory(6 * row * each + 128, channels, bits)
      const values = noise(2 * row, 2 ** bits - 1)
      memory.samples.set(values)
      memory.halve(0, row * each, width, 2 * row * each)
      const means = Array.from({ length: Math.ceil(width / 2) * channels }, (_, i) => {
        const [x, c] = [2 * Math.floor(i / channels), i % channels]
        const right = Math.min(x + 1, width - 1)
        const four = [x, right].flatMap((at) => [at * channels + c, row + at * channels + c])
        return Math.floor(four.reduce((sum, at) => sum + (values[at] as number), 2) / 4)
      })
      expect([...memory.samples.subarray(2 * row, 2 * row + means.length)]).toEqual(means)
    }
  })

  it('become whole tiles, the border repeated, and rows of the next level', () => {
    const [width, height, side] = [37, 21, 16]
    const picture = noise(width * height * 3, 255)
    const at = (x: number, y: number) => (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 3
    const plan = (level: number, tiles: number) => ({
      level,
      width: Math.ceil(width / 2 ** level),
      height: Math.ceil(height / 2 ** level),
      tiles,
      most: 1,
      staged: level === 0 ? 4 : 2,
    })
    const [finest, next] = tileBands([plan(0, 1), plan(1, 9)], side, 3, 8)
    const bands = []
    for (let from = 0, space = finest!.space; space; space = finest!.space) {
      space.set(picture.slice(from, from + space.length))
      from += space.length
      expect(finest!.took(space.length)).toBe(true)
      for (let row = 0, count = finest!.waiting; row < count; row++) {
        finest!.place(row)
        if (finest!.isFull) {
          for (let column = 0; column < 3; column++) finest!.fillUp(column)
          const band = finest!.complete()
          bands.push({ ...band, tiles: band.tiles.slice() })
          finest!.release(band)
        }
        const last = row === count - 1
        if ((row % 2 === 1 || last) && finest!.halveInto(next!, row - (row % 2), row)) {
          for (let half = 0, halves = next!.waiting; half < halves; half++) next!.place(half)
          next!.placed()
        }
      }
      finest!.placed()
    }
    expect(bands.map(({ row, lines }) => [row, lines])).toEqual([
      [0, 1],
      [1, 1],
    ])
    for (const { tiles, row } of bands)
      for (let i = 0; i < tiles.length; i += 3) {
        const [tile, pixel] = [Math.floor(i / 3 / side ** 2), (i / 3) % side ** 2]
        const from = at(tile * side + (pixel % side), row * side + Math.floor(pixel / side))
        expect([...tiles.subarray(i, i + 3)]).toEqual(picture.slice(from, from + 3))
      }
    expect(next!.isFull).toBe(true)
    const half = next!.complete()
    expect([half.lines, half.tiles.length]).toEqual([1, 2 * side ** 2 * 3])
    const four = [at(34, 18), at(35, 18), at(34, 19), at(35, 19)]
    const mean = [0, 1, 2].map((c) => four.reduce((sum, from) => sum + picture[from + c]!, 2) >> 2)
    const pixel = side ** 2 + 9 * side + 1
    expect([...half.tiles.subarray(3 * pixel, 3 * pixel + 3)]).toEqual(mean)
  })
})
