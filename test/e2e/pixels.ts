import sharp from 'sharp'
import type { App, Box } from './windhover'

/** RGB of a part of the window, one pixel per CSS pixel; `left` and `top` are its place in the window. */
export interface Shot {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export type Rgb = readonly [number, number, number]

/** Takes the part of the view in which nothing but the picture and what is drawn over it can be. */
export async function shoot(app: App, part: Box): Promise<Shot> {
  await app.settled()
  const clip = {
    x: Math.round(part.x),
    y: Math.round(part.y),
    width: Math.round(part.w),
    height: Math.round(part.h),
  }
  const png = await app.page.screenshot({ clip, animations: 'disabled', scale: 'css' })
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { left: clip.x, top: clip.y, width: info.width, height: info.height, data }
}

const apart = (a: Rgb, b: Rgb) => Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))

function at({ data, width }: Shot, x: number, y: number): Rgb {
  const i = (y * width + x) * 3
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0]
}

/** Window positions of the pixels that differ visibly. */
export function differing(a: Shot, b: Shot, least = 12): { x: number; y: number }[] {
  const found: { x: number; y: number }[] = []
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++)
      if (apart(at(a, x, y), at(b, x, y)) >= least) found.push({ x: a.left + x, y: a.top + y })
  return found
}

/** The smallest difference to a colour within `reach` pixels of a window position. */
export function nearest(shot: Shot, place: { x: number; y: number }, color: Rgb, reach = 1): number {
  let best = 255
  const [cx, cy] = [Math.round(place.x) - shot.left, Math.round(place.y) - shot.top]
  for (let y = Math.max(0, cy - reach); y <= Math.min(shot.height - 1, cy + reach); y++)
    for (let x = Math.max(0, cx - reach); x <= Math.min(shot.width - 1, cx + reach); x++)
      best = Math.min(best, apart(at(shot, x, y), color))
  return best
}

export function rgb(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
