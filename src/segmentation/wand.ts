import type { RgbaRegion } from './pixels'
import type { Mask } from './trace'

/**
 * The connected pixels whose colour differs from the clicked one's by at most `tolerance` in every channel (scanline
 * flood fill, A. R. Smith, "Tint fill", 1979). `x`, `y` in pixels of the part. The colour is the mean of 3 × 3 pixels, so
 * that one noisy pixel does not decide.
 */
export function floodFill(region: RgbaRegion, x: number, y: number, tolerance: number): Mask {
  const { data, width, height } = region
  const mask = new Uint8Array(width * height)
  const [r, g, b] = meanAround(region, x, y)
  const like = (i: number) =>
    mask[i] === 0 &&
    Math.abs((data[i * 4] as number) - r) <= tolerance &&
    Math.abs((data[i * 4 + 1] as number) - g) <= tolerance &&
    Math.abs((data[i * 4 + 2] as number) - b) <= tolerance
  const start = y * width + x
  mask[start] = 1
  const open = [start]
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const row = Math.floor(i / width)
    let [left, right] = [i, i]
    while (left > row * width && like(left - 1)) mask[--left] = 1
    while (right < (row + 1) * width - 1 && like(right + 1)) mask[++right] = 1
    for (const next of [-width, width]) {
      if (row * width + next < 0 || row * width + next >= width * height) continue
      for (let k = left; k <= right; k++)
        if (like(k + next)) {
          mask[k + next] = 1
          open.push(k + next)
        }
    }
  }
  return { data: mask, width, height }
}

function meanAround({ data, width, height }: RgbaRegion, x: number, y: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++, count++)
      for (const c of [0, 1, 2] as const) sum[c] += data[(v * width + u) * 4 + c] as number
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}
