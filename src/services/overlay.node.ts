import sharp from 'sharp'
import type { ObjectRecord } from '../records/records'
import { bounds } from '../records/records'
import { numbersAtLeast, type Threshold } from '../found/threshold'
import { detectionRect, type Detections } from '../found/detections'
import type { Rect } from '../geometry/rect'

export interface OverlayPicture {
  readonly image: string
  readonly out: string
  readonly width: number
  readonly height: number
  readonly detections: Detections
  readonly threshold: Threshold
  readonly truth: readonly ObjectRecord[]
  /** The part that was learned from; drawn as a frame. */
  readonly learned?: Rect | undefined
}

/** Longest side of the picture in pixels; larger images are scaled down. */
const longest = 4000

/** Draws what was found over the original: copper boxes for detections, thin white ones for what people marked. */
export async function drawOverlay(picture: OverlayPicture): Promise<void> {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const width = Math.round(picture.width * scale)
  const height = Math.round(picture.height * scale)
  const line = Math.max(1.5, Math.max(width, height) / 1400)
  const rect = (r: Rect, style: string) =>
    `<rect x="${r.x * scale}" y="${r.y * scale}" width="${r.w * scale}" height="${r.h * scale}" fill="none" ${style}/>`
  const shapes: string[] = []
  if (picture.learned)
    shapes.push(rect(picture.learned, `stroke="#2fbf8f" stroke-width="${line}" stroke-dasharray="8 6"`))
  for (const object of picture.truth)
    shapes.push(rect(bounds(object.shape), `stroke="#fff" stroke-opacity=".75" stroke-width="${line * 0.6}"`))
  const found = picture.detections
  for (const i of numbersAtLeast(found, picture.threshold))
    shapes.push(rect(detectionRect(found, i), `stroke="#ff8a3d" stroke-width="${line}"`))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`
  await sharp(picture.image, { limitInputPixels: false })
    .rotate()
    .resize(width, height)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toFile(picture.out)
}
