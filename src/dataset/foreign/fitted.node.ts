import type { Sharp } from 'sharp'
import type { Rect } from '../../geometry/rect'
import { imageError } from '../../image/reading/imageError.node'
import { Limiter } from '../../base/limiter'
import { Resampler } from '../../image/pixels/resample'
import { streamRows } from '../../image/building/rowStream.node'
import { sharp } from '../../image/reading/sharp.node'
import type { ResizeRule } from '../../tiles/tiles'

/** Pictures up to so many pixels are decoded in one piece (48 MB), larger ones come row by row. */
const wholePixels = 16 * 1024 * 1024
/** Rows that are read at once where a picture comes row by row. */
const rowsAtOnce = 64
/** Decoded pictures in memory. */
const decoding = new Limiter(4)

/** What a picture of width × height shows of itself, and how large: `size` of the side × side pixels, from (`x`, `y`) on. */
interface Fit {
  readonly part: Rect
  readonly x: number
  readonly y: number
  readonly size: { readonly width: number; readonly height: number }
}

/**
 * A picture, upright, in the colours that the file holds, made to fit: u8 [side, side, 3]; and the size that it had. Pixels are
 * those of Keras' `load_img(target_size=(side, side), interpolation='lanczos')`, with `keep_aspect_ratio=True` for `crop`, and of
 * Pillow's `ImageOps.pad` for `pad`; beyond them, a picture is turned as its EXIF says, and what is transparent is black.
 */
export async function fitted(path: string, side: number, rule: ResizeRule) {
  try {
    return await decoding.run(() => fit(path, side, rule))
  } catch (error) {
    throw imageError(path, error)
  }
}

async function fit(path: string, side: number, rule: ResizeRule) {
  const picture = sharp(path, { limitInputPixels: false, failOn: 'error', ignoreIcc: true })
  const { width, height } = (await picture.metadata()).autoOrient
  const { part, size, x, y } = fitOf(width, height, side, rule)
  const resampler = new Resampler({ width, height }, part, size)
  const upright = picture.autoOrient().flatten({ background: '#000' }).toColourspace('srgb')
  if (width * height <= wholePixels) resampler.push(await upright.raw().toBuffer())
  else await pushRows(upright, resampler, width, height)
  const resized = resampler.finish()
  if (size.width === side && size.height === side) return { pixels: resized, width, height }
  const pixels = new Uint8Array(side * side * 3)
  const row = size.width * 3
  for (let line = 0; line < size.height; line++)
    pixels.set(resized.subarray(line * row, (line + 1) * row), ((y + line) * side + x) * 3)
  return { pixels, width, height }
}

async function pushRows(picture: Sharp, to: Resampler, width: number, height: number): Promise<void> {
  const take = async ({ read }: { read: (into: Uint8Array) => Promise<void> }) => {
    const rows = new Uint8Array(width * rowsAtOnce * 3)
    for (let y = 0; y < height; y += rowsAtOnce) {
      const some = rows.subarray(0, Math.min(rowsAtOnce, height - y) * width * 3)
      await read(some)
      to.push(some)
    }
  }
  await streamRows(picture, take, new AbortController().signal)
}

/** The middle square of a picture: what `crop` shows. */
export function middleSquare(width: number, height: number): Rect {
  const side = Math.min(width, height)
  return { x: (width - side) >> 1, y: (height - side) >> 1, w: side, h: side }
}

function fitOf(width: number, height: number, side: number, rule: ResizeRule): Fit {
  const whole = { x: 0, y: 0, w: width, h: height }
  const square = { width: side, height: side }
  if (rule === 'crop') return { part: middleSquare(width, height), x: 0, y: 0, size: square }
  if (rule === 'stretch') return { part: whole, x: 0, y: 0, size: square }
  const shorter = (own: number, other: number) => Math.max(1, toEven((own / other) * side))
  const size =
    width > height
      ? { width: side, height: shorter(height, width) }
      : { width: shorter(width, height), height: side }
  return { part: whole, x: toEven((side - size.width) / 2), y: toEven((side - size.height) / 2), size }
}

/** Rounded, and what lies in the middle to the even number, as Python does. */
function toEven(value: number): number {
  const low = Math.floor(value)
  if (value - low !== 0.5) return Math.round(value)
  return low % 2 === 0 ? low : low + 1
}
