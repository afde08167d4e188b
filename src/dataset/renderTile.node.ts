import { sharp } from '../image/reading/sharp.node'
import { ignore } from '../tiles/tiles'
import type { DatasetReader } from './dataset'

/** Colours of classes without one of their own, by class number: RGB. */
const palette = [
  [255, 99, 71],
  [64, 156, 255],
  [255, 200, 40],
  [80, 200, 120],
  [200, 110, 255],
  [0, 200, 210],
  [255, 130, 190],
  [170, 200, 50],
] as const

type Rgb = readonly [number, number, number]

/**
 * A PNG of one tile as the training sees it. With its mask: objects tinted in the colour of their class (`#rrggbb` by class
 * number, or one of ours) and framed, what is ignored dimmed and hatched.
 */
export async function renderTilePng(
  reader: DatasetReader,
  index: number,
  withMask: boolean,
  colors: readonly string[] = [],
): Promise<Uint8Array> {
  const { images, masks, xywh, classes } = reader.read([index])
  const size = reader.tile
  const color = (number: number): Rgb =>
    parseColor(colors[number]) ?? (palette[number % palette.length] as Rgb)
  if (withMask) {
    tint(images, masks, size, color)
    for (let i = 0; i < classes.length; i++)
      frame(images, size, xywh.subarray(i * 4, i * 4 + 4), color(classes[i] as number))
  }
  return sharp(images, { raw: { width: size, height: size, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer()
}

function tint(image: Uint8Array, mask: Uint8Array, size: number, color: (number: number) => Rgb): void {
  for (let p = 0; p < mask.length; p++) {
    const value = mask[p] as number
    if (value === 0) continue
    const hatched = (((p % size) + Math.floor(p / size)) & 15) < 3
    const shown: Rgb = value === ignore ? (hatched ? [150, 150, 160] : [30, 30, 40]) : color(value - 1)
    const share = value === ignore ? (hatched ? 0.45 : 0.6) : 0.3
    mix(image, p * 3, shown, share)
  }
}

function frame(image: Uint8Array, size: number, box: Float32Array, color: Rgb): void {
  const [x, y, w, h] = box as unknown as [number, number, number, number]
  const edge = (at: number) => Math.min(size - 1, Math.max(0, Math.round(at)))
  const [left, top, right, bottom] = [edge(x), edge(y), edge(x + w - 1), edge(y + h - 1)]
  for (let i = left; i <= right; i++) for (const j of [top, bottom]) mix(image, (j * size + i) * 3, color, 1)
  for (let j = top; j <= bottom; j++) for (const i of [left, right]) mix(image, (j * size + i) * 3, color, 1)
}

function mix(image: Uint8Array, at: number, [r, g, b]: Rgb, share: number): void {
  image[at] = (image[at] as number) * (1 - share) + r * share
  image[at + 1] = (image[at + 1] as number) * (1 - share) + g * share
  image[at + 2] = (image[at + 2] as number) * (1 - share) + b * share
}

function parseColor(text: string | undefined): Rgb | undefined {
  if (!text || !/^#[0-9a-f]{6}$/i.test(text)) return undefined
  const value = parseInt(text.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
