import { fillShape } from '../dataset/raster'
import { bounds, type Shape } from '../records/shape'
import { pathBelow } from '../files/below.node'
import type { LabelMask } from '../formats/format'
import type { Rect } from '../geometry/rect'
import { writeIndexedPng } from '../image/building/indexedPng.node'
import { type LabelSamples, writeLabelTiff } from '../image/building/labelTiff.node'

/** Side of the squares that are drawn one after the other: a band of a picture of 100,000 pixels takes 100 MB. */
const side = 1024

/** Draws each mask into a PNG or a TIFF below `out`, as its name says. */
export async function writeMasks(
  masks: readonly LabelMask[],
  out: string,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<void> {
  const palette = vocPalette()
  for (const [i, mask] of masks.entries()) {
    signal.throwIfAborted()
    const path = pathBelow(out, ...mask.name.split('/'))
    const { bits = 8 } = mask
    if (!/\.tif$/.test(mask.name))
      await writeIndexedPng(
        path,
        { ...mask, palette, bands: bandsOf(mask, (n) => new Uint8Array(n)) },
        signal,
      )
    else {
      const bands = bandsOf<LabelSamples>(mask, makers[bits])
      await writeLabelTiff(path, { ...mask, bits, palette: bits === 8 ? palette : undefined, bands }, signal)
    }
    progress(i + 1)
  }
}

interface Placed {
  readonly value: number
  readonly shape: Shape
  readonly box: Rect
}

const makers = {
  8: (length: number) => new Uint8Array(length),
  16: (length: number) => new Uint16Array(length),
  32: (length: number) => new Uint32Array(length),
} as const

function* bandsOf<S extends LabelSamples>(
  { width, height, objects }: LabelMask,
  make: (length: number) => S,
): Generator<S> {
  const placed = objects.map(({ value, shape }): Placed => ({ value, shape, box: bounds(shape) }))
  const square = make(side * side)
  for (let y = 0; y < height; y += side) {
    const rows = Math.min(side, height - y)
    const band = make(rows * width)
    // A shape of less than a pixel still colours one: at the border, that of the next square.
    const here = placed.filter(({ box }) => box.y <= y + side && box.y + box.h >= y)
    for (let x = 0; x < width; x += side) {
      const own = here.filter(({ box }) => box.x <= x + side && box.x + box.w >= x)
      if (own.length === 0) continue
      square.fill(0)
      for (const one of own) fillShape(square, { x, y, size: side, scale: 1 }, one, one.value)
      const columns = Math.min(side, width - x)
      for (let row = 0; row < rows; row++)
        band.set(square.subarray(row * side, row * side + columns), row * width + x)
    }
    yield band
  }
}

/** Colours of Pascal VOC's masks: bit by bit of the value, from the highest of red, green and blue down (VOC2012 devkit). */
function vocPalette(): Uint8Array {
  const palette = new Uint8Array(256 * 3)
  for (let value = 0; value < 256; value++)
    for (let bit = 0, rest = value; bit < 8; bit++, rest >>= 3)
      for (let c = 0; c < 3; c++) palette[value * 3 + c]! |= ((rest >> c) & 1) << (7 - bit)
  return palette
}
