import type { RgbaRegion } from './pixels'

// The grid of cells that a click's surroundings are worked on at, whatever their size in pixels; the click is in its middle.

/** Cells along its side, and from its middle to where no object reaches. */
export const side = 60
export const inner = 20
/** Cells around the click that belong to the object, whatever their colour. */
export const seed = 2

/** Distance from the middle of the grid, in cells, by the longer axis. */
function off(i: number): number {
  const middle = side / 2
  return Math.max(Math.abs((i % side) + 0.5 - middle), Math.abs(Math.floor(i / side) + 0.5 - middle))
}
/** That distance for every cell of the grid. */
export const offs = Float32Array.from({ length: side * side }, (_, i) => off(i))

/** Colours of the grid's cells, f32 [side², 3]: brightness and two differences, in steps of 8-bit grey. */
export function colorsOf(
  { data, width, height }: RgbaRegion,
  left: number,
  top: number,
  cell: number,
): Float32Array {
  const colors = new Float32Array(side * side * 3)
  const [taps, spacing] =
    cell <= 1 ? [1, 0] : [Math.min(4, Math.ceil(cell)), cell / Math.min(4, Math.ceil(cell))]
  for (let v = 0, i = 0; v < side; v++)
    for (let u = 0; u < side; u++, i++) {
      let [r, g, b] = [0, 0, 0]
      for (let n = 0; n < taps; n++)
        for (let m = 0; m < taps; m++) {
          const sx = left + u * cell + (taps === 1 ? cell / 2 : (m + 0.5) * spacing) - 0.5
          const sy = top + v * cell + (taps === 1 ? cell / 2 : (n + 0.5) * spacing) - 0.5
          const [fx, fy] = [Math.floor(sx), Math.floor(sy)]
          const [tx, ty] = [sx - fx, sy - fy]
          for (let dy = 0; dy < 2; dy++)
            for (let dx = 0; dx < 2; dx++) {
              const share = (dx ? tx : 1 - tx) * (dy ? ty : 1 - ty)
              if (share === 0) continue
              const px = Math.min(width - 1, Math.max(0, fx + dx))
              const py = Math.min(height - 1, Math.max(0, fy + dy))
              const at = (py * width + px) * 4
              r += share * (data[at] as number)
              g += share * (data[at + 1] as number)
              b += share * (data[at + 2] as number)
            }
        }
      const n = taps * taps
      ;[r, g, b] = [r / n, g / n, b / n]
      colors[i * 3] = (r + g + b) / 3
      colors[i * 3 + 1] = r - b
      colors[i * 3 + 2] = (2 * g - r - b) / 2
    }
  return colors
}

/** What a border costs: little where colours change. */
export function borderCosts(colors: Float32Array): Float32Array {
  const steps = new Float32Array(side * side)
  let sum = 0
  for (let i = 0; i < steps.length; i++) {
    const next = (k: number) => (k < steps.length ? difference(colors, i, k) : 0)
    const value = ((i + 1) % side ? next(i + 1) : 0) + next(i + side)
    steps[i] = value
    sum += value
  }
  const usual = sum / steps.length || 1
  return steps.map((value) => 0.05 + 0.95 * Math.exp(-value / (1.5 * usual)))
}

/** Distance of the colours of two cells. */
export function difference(colors: Float32Array, i: number, k: number): number {
  let sum = 0
  for (let d = 0; d < 3; d++) sum += ((colors[i * 3 + d] as number) - (colors[k * 3 + d] as number)) ** 2
  return Math.sqrt(sum)
}

/** Mean step of colour between cells two apart in the frame: what the ground does by itself. */
export function groundStep(colors: Float32Array): number {
  let [sum, count] = [0, 0]
  for (let i = 0; i + 2 * side < offs.length; i++) {
    if ((offs[i] as number) < inner || (i % side) + 2 >= side) continue
    sum += Math.min(60, difference(colors, i, i + 2)) + Math.min(60, difference(colors, i, i + 2 * side))
    count += 2
  }
  return sum / count
}
