import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { fillShape } from '../../../src/dataset/raster'
import { outline } from '../../../src/document/shapes'
import { ValueRegions } from '../../../src/formats/valueRegions'
import { bounds } from '../../../src/records/shape'

/** Blobs of a few values, touching by sides and by corners. */
function noise(size: number, values: number, seed: number): Uint8Array {
  const random = new Random(seed)
  return Uint8Array.from({ length: size * size }, () => random.below(values + 1))
}

function found(data: Uint8Array, size: number, whole = false) {
  const regions = new ValueRegions()
  for (let y = 0; y < size; y++) regions.addRow(data, y * size, size)
  return [...regions.regions(whole)]
}

/** How many groups of equal pixels touch by their sides, by filling them one after the other. */
function flooded(data: Uint8Array, size: number): number {
  const seen = new Uint8Array(data.length)
  let count = 0
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || data[start] === 0) continue
    count++
    const open = [start]
    seen[start] = 1
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const [x, y] = [(at % size) + dx, Math.floor(at / size) + dy]
        const next = y * size + x
        if (x < 0 || y < 0 || x >= size || y >= size || seen[next] || data[next] !== data[at]) continue
        seen[next] = 1
        open.push(next)
      }
  }
  return count
}

describe('regions of a mask', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'fill exactly their pixels again, holes and corners too (seed %i)',
    (seed) => {
      const size = 24
      const data = noise(size, seed % 4 || 4, seed)
      for (const whole of [false, true]) {
        const regions = found(data, size, whole)
        expect(regions).toHaveLength(whole ? new Set(data.filter((v) => v > 0)).size : flooded(data, size))
        const drawn = new Uint8Array(size * size)
        for (const { value, shape } of regions)
          fillShape(drawn, { x: 0, y: 0, size, scale: 1 }, { shape, box: bounds(shape) }, value)
        expect([...drawn]).toEqual([...data])
      }
    },
  )

  it('begin with their outer ring and have none that crosses another', () => {
    // A ring that closes over a corner: the pixel in its middle touches the outside by that corner only.
    const rows = ['1111', '1011', '1101', '1111']
    const data = Uint8Array.from(rows.join(''), Number)
    const [region, ...more] = found(data, 4)
    expect(more).toEqual([])
    const rings = region ? outline(region.shape) : []
    expect(rings.map((ring) => ring.length / 2)).toEqual([4, 4, 4])
    expect(bounds({ kind: 'polygon', points: rings[0] ?? [] })).toMatchObject({ x: 0, y: 0, w: 4, h: 4 })
  })
})
