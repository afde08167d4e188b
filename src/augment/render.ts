import { ignore } from '../dataset/dataset'
import type { View } from './view'

/** Where the tile's values come from and go to. */
export interface Surface {
  /** u8 [size, size, 3] and u8 [size, size] */
  readonly image: Uint8Array
  readonly mask: Uint8Array
  readonly size: number
}
export interface Canvas {
  /** f32 [size, size, 3], (value − mean) / std */
  readonly image: Float32Array
  /** u8 [size, size] */
  readonly mask: Uint8Array
}
export interface Normalisation {
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** Draws the tile as the view shows it. Outside of the tile the picture is the mean colour and the mask `ignore`. */
export function renderTile(tile: Surface, view: View, { mean, std }: Normalisation, canvas: Canvas): void {
  const gain = view.gain.map((g, c) => g / (std[c] ?? 1)) as [number, number, number]
  const shift = view.shift.map((s, c) => (s - (mean[c] ?? 0)) / (std[c] ?? 1)) as [number, number, number]
  if (onPixels(view)) copyPixels(tile, view, gain, shift, canvas)
  else interpolate(tile, view, gain, shift, canvas)
}

/** True when pixels fall onto pixels: turns, mirrors and shifts by whole pixels. */
function onPixels({ ax, bx, cx, ay, by, cy }: View): boolean {
  return [ax, bx, cx, ay, by, cy].every(Number.isInteger) && Math.abs(ax * by - bx * ay) === 1
}

type Triple = readonly [number, number, number]

function copyPixels(tile: Surface, view: View, gain: Triple, shift: Triple, canvas: Canvas): void {
  const { size, image, mask } = tile
  const { ax, bx, cx, ay, by, cy } = view
  const [g0, g1, g2] = gain
  const [s0, s1, s2] = shift
  for (let y = 0, out = 0; y < size; y++) {
    // Half a pixel in, half a pixel out: an odd sum of coefficients would otherwise hit corners.
    let tx = ax * 0.5 + bx * (y + 0.5) + cx - 0.5
    let ty = ay * 0.5 + by * (y + 0.5) + cy - 0.5
    for (let x = 0; x < size; x++, out++, tx += ax, ty += ay) {
      const at = out * 3
      if (tx < 0 || ty < 0 || tx >= size || ty >= size) {
        canvas.mask[out] = ignore
        canvas.image[at] = canvas.image[at + 1] = canvas.image[at + 2] = 0
        continue
      }
      const from = ty * size + tx
      canvas.mask[out] = mask[from] as number
      canvas.image[at] = (image[from * 3] as number) * g0 + s0
      canvas.image[at + 1] = (image[from * 3 + 1] as number) * g1 + s1
      canvas.image[at + 2] = (image[from * 3 + 2] as number) * g2 + s2
    }
  }
}

/** Bilinear for the picture, the pixel under the point for the mask. Written out channel by channel: the hot loop. */
function interpolate(tile: Surface, view: View, gain: Triple, shift: Triple, canvas: Canvas): void {
  const { size, image, mask } = tile
  const { image: to, mask: toMask } = canvas
  const { ax, bx, cx, ay, by, cy } = view
  const [g0, g1, g2] = gain
  const [s0, s1, s2] = shift
  const last = size - 1
  for (let y = 0, out = 0; y < size; y++) {
    let px = ax * 0.5 + bx * (y + 0.5) + cx
    let py = ay * 0.5 + by * (y + 0.5) + cy
    for (let x = 0; x < size; x++, out++, px += ax, py += ay) {
      const at = out * 3
      if (px < 0 || py < 0 || px >= size || py >= size) {
        toMask[out] = ignore
        to[at] = to[at + 1] = to[at + 2] = 0
        continue
      }
      toMask[out] = mask[(py | 0) * size + (px | 0)] as number
      const fx = px < 0.5 ? 0 : px > last + 0.5 ? last : px - 0.5
      const fy = py < 0.5 ? 0 : py > last + 0.5 ? last : py - 0.5
      const x0 = fx | 0
      const y0 = fy | 0
      const u = fx - x0
      const v = fy - y0
      const nw = (y0 * size + x0) * 3
      const ne = x0 < last ? nw + 3 : nw
      const down = y0 < last ? size * 3 : 0
      const sw = nw + down
      const se = ne + down
      const d = u * v
      const c = v - d
      const b = u - d
      const a = 1 - u - c
      to[at] = (a * image[nw]! + b * image[ne]! + c * image[sw]! + d * image[se]!) * g0 + s0
      to[at + 1] =
        (a * image[nw + 1]! + b * image[ne + 1]! + c * image[sw + 1]! + d * image[se + 1]!) * g1 + s1
      to[at + 2] =
        (a * image[nw + 2]! + b * image[ne + 2]! + c * image[sw + 2]! + d * image[se + 2]!) * g2 + s2
    }
  }
}

/**
 * Boxes (f32 [M, 4]: x, y, w, h in tile pixels) as the view shows them: the bounds of their moved corners. Nothing is
 * dropped: a box may end up outside.
 */
export function moveBoxes(xywh: Float32Array, view: View): Float32Array {
  const moved = new Float32Array(xywh.length)
  const { ax, bx, cx, ay, by, cy } = view
  const determinant = ax * by - bx * ay
  for (let at = 0; at < xywh.length; at += 4) {
    const [x, y] = [(xywh[at] as number) - cx, (xywh[at + 1] as number) - cy]
    const [w, h] = [xywh[at + 2] as number, xywh[at + 3] as number]
    const [px, py] = [(by * x - bx * y) / determinant, (ax * y - ay * x) / determinant]
    const [wx, wy] = [(by * w) / determinant, (-ay * w) / determinant]
    const [hx, hy] = [(-bx * h) / determinant, (ax * h) / determinant]
    moved[at] = px + Math.min(0, wx) + Math.min(0, hx)
    moved[at + 1] = py + Math.min(0, wy) + Math.min(0, hy)
    moved[at + 2] = Math.abs(wx) + Math.abs(hx)
    moved[at + 3] = Math.abs(wy) + Math.abs(hy)
  }
  return moved
}
