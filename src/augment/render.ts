import { ignore } from '../tiles/tiles'
import type { TileView } from './view'

/** Where the tile's values come from and go to. */
export interface Surface {
  /** u8 [size, size, 3] and u8 [size, size] */
  readonly image: Uint8Array
  readonly mask: Uint8Array
  readonly size: number
}
/** A square of the view's side: `view.size`, else the tile's. */
export interface Canvas {
  /** f32 [side, side, 3], (value − mean) / std */
  readonly image: Float32Array
  /** u8 [side, side] */
  readonly mask: Uint8Array
}
export interface Normalisation {
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** What is shown outside of the tile, before effects, where it is not `mean`. */
  readonly empty?: readonly number[] | undefined
}

/** What becomes of a value: × gain + shift, and what is shown where there is none. */
interface Tone {
  readonly gain: Triple
  readonly shift: Triple
  readonly empty: Triple
}

interface Square extends Canvas {
  readonly side: number
}

/** Draws the tile as the view shows it. Outside of the tile the picture is the mean colour and the mask `ignore`. */
export function renderTile(
  tile: Surface,
  view: TileView,
  normalisation: Normalisation,
  canvas: Canvas,
): void {
  const shrunk = Math.sqrt(Math.abs(view.ax * view.by - view.bx * view.ay))
  // Bilinear sampling looks at four pixels: of a view that skips more, it would see a random choice.
  if (shrunk >= 2 && tile.size >= 2)
    return renderTile(halved(tile), onHalf(view, tile.size), normalisation, canvas)
  const { mean, std, empty: outside = mean } = normalisation
  const plain = !view.effects?.length
  // Effects want values of 0..255: with them, normalising is a pass of its own.
  const gain = view.gain.map((g, c) => (plain ? g / (std[c] ?? 1) : g)) as unknown as Triple
  const shift = view.shift.map((s, c) =>
    plain ? (s - (mean[c] ?? 0)) / (std[c] ?? 1) : s,
  ) as unknown as Triple
  const empty = plain ? zeros : (outside as unknown as Triple)
  const side = view.size ?? tile.size
  const tone = { gain, shift, empty }
  if (onPixels(view)) copyPixels(tile, view, tone, { ...canvas, side })
  else interpolate(tile, view, tone, { ...canvas, side })
  if (plain) return
  for (const effect of view.effects ?? []) effect(canvas.image, side)
  normalise(canvas.image, normalisation)
}

/** The tile at half its size, a last odd row and column left out: means of 2 × 2 pixels; of masks, the first of them. */
function halved({ image, mask, size }: Surface): Surface {
  const half = size >> 1
  const [small, labels] = [new Uint8Array(half * half * 3), new Uint8Array(mask.length > 0 ? half * half : 0)]
  const row = size * 3
  for (let y = 0, to = 0; y < half; y++) {
    for (let x = 0, from = y * 2 * row; x < half; x++, from += 6) {
      for (let c = from; c < from + 3; c++, to++)
        small[to] = (image[c]! + image[c + 3]! + image[c + row]! + image[c + row + 3]! + 2) >> 2
      if (labels.length > 0) labels[y * half + x] = mask[y * 2 * size + x * 2]!
    }
  }
  return { image: small, mask: labels, size: half }
}

function onHalf(view: TileView, size: number): TileView {
  const { ax, bx, cx, ay, by, cy } = view
  const half = { ax: ax / 2, bx: bx / 2, cx: cx / 2, ay: ay / 2, by: by / 2, cy: cy / 2 }
  return { ...view, ...half, size: view.size ?? size }
}

/** image: f32 [n, 3], in place. */
function normalise(image: Float32Array, { mean, std }: Normalisation): void {
  const [m0, m1, m2] = mean as unknown as Triple
  const [s0, s1, s2] = std.map((value) => 1 / value) as unknown as Triple
  for (let at = 0; at + 2 < image.length; at += 3) {
    image[at] = (image[at]! - m0) * s0
    image[at + 1] = (image[at + 1]! - m1) * s1
    image[at + 2] = (image[at + 2]! - m2) * s2
  }
}

/** True when pixels fall onto pixels: turns, mirrors and shifts by whole pixels. */
function onPixels({ ax, bx, cx, ay, by, cy }: TileView): boolean {
  return [ax, bx, cx, ay, by, cy].every(Number.isInteger) && Math.abs(ax * by - bx * ay) === 1
}

type Triple = readonly [number, number, number]
const zeros: Triple = [0, 0, 0]

function copyPixels(tile: Surface, view: TileView, { gain, shift, empty }: Tone, canvas: Square): void {
  const { size, image, mask } = tile
  const { side } = canvas
  const { ax, bx, cx, ay, by, cy } = view
  const [e0, e1, e2] = empty
  const [t0, t1, t2] = [0, 1, 2].map((c) =>
    Float32Array.from({ length: 256 }, (_, value) => value * gain[c]! + shift[c]!),
  ) as [Float32Array, Float32Array, Float32Array]
  const step = (ay | 0) * size + (ax | 0)
  for (let y = 0, out = 0; y < side; y++) {
    // Half a pixel in, half a pixel out: an odd sum of coefficients would otherwise hit corners.
    const left = (ax * 0.5 + bx * (y + 0.5) + cx - 0.5) | 0
    const top = (ay * 0.5 + by * (y + 0.5) + cy - 0.5) | 0
    let [tx, ty, from] = [left, top, top * size + left]
    for (let x = 0; x < side; x++, out++, tx += ax | 0, ty += ay | 0, from += step) {
      const at = out * 3
      // Below zero is beyond the end, too, of numbers without a sign.
      if (tx >>> 0 >= size || ty >>> 0 >= size) {
        canvas.mask[out] = ignore
        canvas.image[at] = e0
        canvas.image[at + 1] = e1
        canvas.image[at + 2] = e2
        continue
      }
      const value = from * 3
      canvas.mask[out] = mask[from]!
      canvas.image[at] = t0[image[value]!]!
      canvas.image[at + 1] = t1[image[value + 1]!]!
      canvas.image[at + 2] = t2[image[value + 2]!]!
    }
  }
}

/** Bilinear for the picture, the pixel under the point for the mask. Written out channel by channel: the hot loop. */
function interpolate(tile: Surface, view: TileView, { gain, shift, empty }: Tone, canvas: Square): void {
  const { size, image, mask } = tile
  const { image: to, mask: toMask, side } = canvas
  const { ax, bx, cx, ay, by, cy } = view
  const [g0, g1, g2] = gain
  const [s0, s1, s2] = shift
  const [e0, e1, e2] = empty
  const last = size - 1
  for (let y = 0, out = 0; y < side; y++) {
    let px = ax * 0.5 + bx * (y + 0.5) + cx
    let py = ay * 0.5 + by * (y + 0.5) + cy
    for (let x = 0; x < side; x++, out++, px += ax, py += ay) {
      const at = out * 3
      if (px < 0 || py < 0 || px >= size || py >= size) {
        toMask[out] = ignore
        to[at] = e0
        to[at + 1] = e1
        to[at + 2] = e2
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
 * Boxes (f32 [M, 4]: x, y, w, h in tile pixels) as the view shows them: the bounds of the moved ellipse that fills the
 * box, which for turned objects is nearer to their own bounds than those of the moved corners (Kalra et al.: Towards
 * Rotation Invariance in Object Detection, 2021). Nothing is dropped: a box may end up outside.
 */
export function moveBoxes(xywh: Float32Array, view: TileView): Float32Array {
  const moved = new Float32Array(xywh.length)
  const { ax, bx, cx, ay, by, cy } = view
  const determinant = ax * by - bx * ay
  for (let at = 0; at < xywh.length; at += 4) {
    const [w, h] = [xywh[at + 2]!, xywh[at + 3]!]
    const [x, y] = [xywh[at]! + w / 2 - cx, xywh[at + 1]! + h / 2 - cy]
    const width = Math.hypot(by * w, bx * h) / Math.abs(determinant)
    const height = Math.hypot(ay * w, ax * h) / Math.abs(determinant)
    moved[at] = (by * x - bx * y) / determinant - width / 2
    moved[at + 1] = (ax * y - ay * x) / determinant - height / 2
    moved[at + 2] = width
    moved[at + 3] = height
  }
  return moved
}
