import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  augmentationPresets,
  augmentations,
  chain,
  defaultAugmentation,
  drawView,
  defaultValues,
} from '../../../src/augment/augment'
import { centreCrop, tenCrop } from '../../../src/augment/crops'
import { preprocessings } from '../../../src/augment/preprocessing'
import { moveBoxes, renderTile } from '../../../src/augment/render'
import { dihedralView } from '../../../src/augment/transforms/dihedral'
import { powerOfHsv } from '../../../src/augment/transforms/saturation'
import { gaussianBlur } from '../../../src/augment/transforms/scaleSpace'
import { aroundMiddle, plainView, withEffect } from '../../../src/augment/view'
import { Random } from '../../../src/base/random'
import { boxes, exactBlur, render, size, tileWith, toHsv } from './augment.fixture'

describe('augmentation', () => {
  it('moves picture, mask and box alike', () => {
    fc.assert(
      fc.property(boxes, fc.integer(), (box, seed) => {
        const view = drawView(
          chain({ scale: {}, shift: {}, dihedral: {} }).transforms,
          new Random(seed),
          size,
        )
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
    const view = drawView(chain({ tone: {} }).transforms, new Random(5), size)
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
    const draw = (seed: number) => drawView(defaultAugmentation.transforms, new Random(seed), size)
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })

  const oneByOne = augmentations.filter(({ transform }) => transform)
  describe.each(oneByOne.map((augmentation) => [augmentation.id, augmentation] as const))(
    '%s',
    (id, augmentation) => {
      const small = id === 'crop' ? { size: 48 } : defaultValues(augmentation)

      it('invents no class, and the mask and the boxes follow the picture', () => {
        fc.assert(
          fc.property(boxes, fc.integer(), (box, seed) => {
            const view = drawView(chain({ [id]: small }).transforms, new Random(seed), size)
            const { image, mask } = render(tileWith(box), view)
            const side = view.size ?? size
            const [x, y, w, h] = moveBoxes(Float32Array.from(box), view) as unknown as [
              number,
              number,
              number,
              number,
            ]
            expect([...new Set(mask)].every((value) => [0, 1, 255].includes(value))).toBe(true)
            let [left, top, right, bottom, count] = [Infinity, Infinity, -Infinity, -Infinity, 0]
            for (let at = 0; at < mask.length; at++) {
              if (mask[at] !== 1) continue
              count++
              left = Math.min(left, at % side)
              right = Math.max(right, (at % side) + 1)
              top = Math.min(top, Math.floor(at / side))
              bottom = Math.max(bottom, Math.floor(at / side) + 1)
            }
            // Without noise and blur, the middle of what the mask calls the object is as bright as the object; a thin one's
            // border is too near.
            if (!view.effects && count > 40 && Math.min(...box.slice(2)) >= 6) {
              const middle = Math.floor((top + bottom) / 2) * side + Math.floor((left + right) / 2)
              expect(mask[middle]).toBe(1)
              // What the tile's border cuts may have its middle beside an edge, where object and background mix.
              const around = [-side, 0, side].flatMap((row) =>
                [-1, 0, 1].map((dx) => mask[middle + row + dx]),
              )
              const there = image[middle * 3] as number
              if (around.every((value) => value === 1))
                expect(there).toBeCloseTo(255 * view.gain[0] + view.shift[0], 0)
            }
            const inside = x > 2 && y > 2 && x + w < side - 2 && y + h < side - 2
            if (!inside || mask.includes(255) || count === 0) return
            expect((left + right) / 2).toBeCloseTo(x + w / 2, -0.5)
            expect((top + bottom) / 2).toBeCloseTo(y + h / 2, -0.5)
            // An ellipse's bounds lie within those of its box, and are no less than 1 / √2 of them.
            expect(w).toBeLessThanOrEqual(right - left + 2.5)
            expect(w).toBeGreaterThanOrEqual((right - left) / Math.SQRT2 - 2.5)
            expect(h).toBeLessThanOrEqual(bottom - top + 2.5)
            expect(h).toBeGreaterThanOrEqual((bottom - top) / Math.SQRT2 - 2.5)
          }),
          { numRuns: 80 },
        )
      })

      it('is the same for the same seed, drawn once or twice, and changes something', () => {
        const tile = tileWith([20, 20, 12, 9])
        tile.image.forEach((_, i) => (tile.image[i] = (i * 37) % 256))
        const draw = (seed: number) => drawView(chain({ [id]: small }).transforms, new Random(seed), size)
        const view = draw(11)
        expect(render(tile, view)).toEqual(render(tile, view))
        expect(render(tile, draw(11))).toEqual(render(tile, view))
        const all = Array.from({ length: 8 }, (_, seed) => render(tile, draw(seed)).image.join())
        expect(new Set(all).size).toBeGreaterThan(1)
      })
    },
  )

  it('keeps the hue when it raises saturation and value to a power', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
        fc.double({ min: 0.25, max: 4, noNaN: true }),
        fc.double({ min: 0.25, max: 4, noNaN: true }),
        (rgb, s, v) => {
          const image = Float32Array.from(rgb)
          powerOfHsv(image, s, v)
          const before = toHsv(rgb)
          const after = toHsv([...image] as [number, number, number])
          expect(after.v).toBeCloseTo(before.v ** v, 1)
          if (after.v < 0.1) return
          expect(after.s).toBeCloseTo(before.s ** s, 1)
          if (after.s > 0.05) expect(Math.abs(((after.h - before.h + 9) % 6) - 3)).toBeLessThan(0.02)
        },
      ),
    )
  })

  it('blurs as a Gaussian does, to less than two grey levels', () => {
    for (const [side, sigma] of [
      [64, 0.3],
      [63, 0.8],
      [64, 1.5],
      [33, 2.4],
    ] as const) {
      const picture = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * i * 37 + i * 11) % 256)
      const image = Float32Array.from(picture)
      gaussianBlur(image, side, sigma)
      const exact = exactBlur(picture, side, sigma)
      const errors = exact.map((value, i) => Math.abs(value - (image[i] as number)))
      expect(Math.max(...errors)).toBeLessThan(2)
      expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.5)
    }
    const flat = new Float32Array(size * size * 3).fill(77)
    gaussianBlur(flat, size, 2)
    expect(new Set(flat)).toEqual(new Set([77]))
  })

  it('shrinks a tile to the mean of what it leaves out', () => {
    const stripes = Uint8Array.from({ length: size * size * 3 }, (_, i) =>
      Math.floor(i / 3) % 4 < 2 ? 0 : 200,
    )
    const mask = new Uint8Array(size * size)
    const canvas = { image: new Float32Array(size * size * 3), mask: new Uint8Array(size * size) }
    const view = aroundMiddle(plainView, size, { ax: 4, bx: 0, ay: 0, by: 4 })
    renderTile({ image: stripes, mask, size }, view, { mean: [0, 0, 0], std: [1, 1, 1] }, canvas)
    const middle = canvas.image.subarray((32 * size + 28) * 3, (32 * size + 36) * 3)
    for (const value of middle) expect(value).toBeCloseTo(100, 0)
  })

  it('normalises after the effects, and fills what comes in empty with the mean colour', () => {
    const view = withEffect({ ...plainView, cx: 32 }, (image) =>
      image.forEach((value, i) => (image[i] = value + 8)),
    )
    const { image } = render(tileWith([40, 10, 8, 8]), view, { mean: [10, 20, 30], std: [2, 4, 8] })
    expect([...image.subarray(0, 3)]).toEqual([(8 - 10) / 2, (8 - 20) / 4, (8 - 30) / 8])
    expect([...image.subarray((size - 1) * 3, size * 3)]).toEqual([4, 2, 1])
  })

  it('crops the middle for validation, and ten times for ten-crop', () => {
    const tile = tileWith([31, 31, 2, 2])
    const centre = render(tile, centreCrop(size, 48))
    expect(centre.mask.length).toBe(48 * 48)
    expect(centre.mask[23 * 48 + 23]).toBe(1)
    const views = tenCrop(size, 48)
    expect(views.length).toBe(10)
    expect(new Set(views.map((view) => render(tileWith([17, 20, 9, 3]), view).mask.join())).size).toBe(10)
    expect(tenCrop(size, size).every((view) => render(tile, view).mask.length === size * size)).toBe(true)
  })

  it('refuses what it does not know in one sentence', () => {
    expect(() => chain({ blurr: {} })).toThrow(/no augmentation "blurr"; choose from copyPaste, scale, /)
    expect(() => chain({ rotation: { degrees: 999 } })).toThrow(
      /rotation cannot take degrees = 999; give between 1 and 180/,
    )
    expect(() => chain({ rotation: { angle: 9 } })).toThrow(/give one of degrees/)
  })

  it('has presets that all can be made', () => {
    for (const preset of Object.values(augmentationPresets)) {
      const { mixes, transforms } = chain(preset)
      expect(mixes.length + transforms.length).toBe(Object.keys(preset).length)
    }
  })

  it('prepares values as each preprocessing says', () => {
    const fitted = { mean: [100, 110, 120], std: [50, 51, 52] }
    const of = (id: string) => preprocessings.find((each) => each.id === id)?.normalisation(fitted)
    const first = (id: string, value: number) =>
      (value - (of(id)?.mean[0] as number)) / (of(id)?.std[0] as number)
    expect([first('standardise', 150), first('centre', 150), first('unit', 255), first('none', 7)]).toEqual([
      1, 50, 1, 7,
    ])
    expect([first('symmetric', 0), first('symmetric', 255)]).toEqual([-1, 1])
  })
})
