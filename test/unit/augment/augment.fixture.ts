import fc from 'fast-check'
import { renderTile } from '../../../src/augment/render'
import { type TileView } from '../../../src/augment/view'

// Tiles to be augmented, and what a definition makes of them.

export const size = 64
export const plain = { mean: [0, 0, 0], std: [1, 1, 1] }

/** A dark tile with one box, white in the picture and 1 in the mask. */
export function tileWith([x, y, w, h]: readonly number[]) {
  const image = new Uint8Array(size * size * 3)
  const mask = new Uint8Array(size * size)
  for (let row = y as number; row < (y as number) + (h as number); row++) {
    const start = row * size + (x as number)
    mask.fill(1, start, start + (w as number))
    image.fill(255, start * 3, (start + (w as number)) * 3)
  }
  return { image, mask, size }
}

export function render(tile: ReturnType<typeof tileWith>, view: TileView, normalisation = plain) {
  const side = view.size ?? size
  const canvas = { image: new Float32Array(side * side * 3), mask: new Uint8Array(side * side) }
  renderTile(tile, view, normalisation, canvas)
  return canvas
}

export const boxes = fc
  .tuple(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 2, max: 14 }),
    fc.integer({ min: 2, max: 14 }),
  )
  .map((box) => box as readonly number[])

/** Travis 1990: h in sixths of the circle, s and v 0..1. */
export function toHsv([r, g, b]: readonly [number, number, number]) {
  const most = Math.max(r, g, b)
  const range = most - Math.min(r, g, b)
  const h =
    range === 0 ? 0 : most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range
  return { h, s: most === 0 ? 0 : range / most, v: most / 255 }
}

/** The definition, with the border repeated: [size, size, 3]. */
export function exactBlur(image: Uint8Array, size: number, sigma: number): number[] {
  const reach = Math.max(1, Math.ceil(2.5 * sigma))
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  )
  const sum = weights.reduce((a, b) => a + b)
  const near = (at: number) => Math.min(size - 1, Math.max(0, at))
  const along = (values: ArrayLike<number>, from: (x: number, y: number, k: number) => number) =>
    Array.from({ length: size * size * 3 }, (_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % size, Math.floor(i / (3 * size))]
      return weights.reduce(
        (all, w, k) => all + (w / sum) * (values[from(x, y, k - reach) * 3 + c] as number),
        0,
      )
    })
  const rows = along(image, (x, y, k) => y * size + near(x + k))
  return along(rows, (x, y, k) => near(y + k) * size + x)
}
