import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultAugmentation, drawView } from '../../src/augment/augment'
import { dihedral, dihedralView } from '../../src/augment/dihedral'
import { moveBoxes, renderTile } from '../../src/augment/render'
import { scale } from '../../src/augment/scale'
import { shift } from '../../src/augment/shift'
import { tone } from '../../src/augment/tone'
import { plainView, type View } from '../../src/augment/view'
import { Random } from '../../src/base/random'

const size = 64
const plain = { mean: [0, 0, 0], std: [1, 1, 1] }

/** A dark tile with one box, white in the picture and 1 in the mask. */
function tileWith([x, y, w, h]: readonly number[]) {
  const image = new Uint8Array(size * size * 3)
  const mask = new Uint8Array(size * size)
  for (let row = y as number; row < (y as number) + (h as number); row++) {
    const start = row * size + (x as number)
    mask.fill(1, start, start + (w as number))
    image.fill(255, start * 3, (start + (w as number)) * 3)
  }
  return { image, mask, size }
}

function render(tile: ReturnType<typeof tileWith>, view: View, normalisation = plain) {
  const canvas = { image: new Float32Array(size * size * 3), mask: new Uint8Array(size * size) }
  renderTile(tile, view, normalisation, canvas)
  return canvas
}

const boxes = fc
  .tuple(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 2, max: 14 }),
    fc.integer({ min: 2, max: 14 }),
  )
  .map((box) => box as readonly number[])

describe('augmentation', () => {
  it('moves picture, mask and box alike', () => {
    fc.assert(
      fc.property(boxes, fc.integer(), (box, seed) => {
        const view = drawView([scale, shift, dihedral], new Random(seed), size)
        const { image, mask } = render(tileWith(box), view)
        const [x, y, w, h] = moveBoxes(Float32Array.from(box), view) as unknown as [
          number,
          number,
          number,
          number,
        ]
        let wrong = 0
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            const at = row * size + column
            const inside = Math.min(column + 0.5 - x, x + w - column - 0.5, row + 0.5 - y, y + h - row - 0.5)
            const wanted = inside > 0 ? 1 : 0
            const value = image[at * 3] as number
            if (mask[at] === 255) wrong += Number(value !== 0)
            else if (Math.abs(inside) > 1e-3) wrong += Number(mask[at] !== wanted)
            // A pixel and more away from the box's edge, bilinear interpolation mixes nothing.
            if (mask[at] !== 255 && Math.abs(inside) > 1.3)
              wrong += Number(Math.abs(value - 255 * wanted) > 1e-3)
          }
        }
        expect(wrong).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('has eight different ways to lay a tile, all without loss', () => {
    const tile = tileWith([3, 9, 12, 5])
    const seen = new Set<string>()
    for (let which = 0; which < 8; which++) {
      const { mask, image } = render(tile, dihedralView(plainView, which, size))
      expect(mask.reduce((a, b) => a + b, 0)).toBe(60)
      expect(image.reduce((a, b) => a + b, 0)).toBe(60 * 3 * 255)
      seen.add(mask.join(''))
    }
    expect(seen.size).toBe(8)
  })

  it('ignores what comes in from outside of the tile', () => {
    const view = { ...plainView, cx: 10, cy: -4 }
    const { mask } = render(tileWith([20, 20, 4, 4]), view)
    const outside = mask.reduce((n, value) => n + Number(value === 255), 0)
    expect(outside).toBe(size * size - (size - 10) * (size - 4))
    expect(mask[24 * size + 10]).toBe(1)
  })

  it('changes tones without moving anything, and normalises', () => {
    const tile = tileWith([8, 8, 10, 10])
    const view = tone(plainView, new Random(5), size)
    const { image, mask } = render(tile, view, { mean: [10, 20, 30], std: [2, 4, 5] })
    expect(mask).toEqual(tile.mask)
    for (let c = 0; c < 3; c++) {
      const [gain, lift, mean, std] = [view.gain[c], view.shift[c], [10, 20, 30][c], [2, 4, 5][c]] as [
        number,
        number,
        number,
        number,
      ]
      expect(image[(9 * size + 9) * 3 + c]).toBeCloseTo((255 * gain + lift - mean) / std, 3)
      expect(image[c]).toBeCloseTo((lift - mean) / std, 3)
    }
  })

  it('draws the same view from the same seed', () => {
    const draw = (seed: number) => drawView(defaultAugmentation, new Random(seed), size)
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })
})
