import type { Rect } from '../geometry/rect'
import { dominant, fitColors, logLikelihood } from './colorModel'
import type { Pixels } from './pixels'
import { relax } from './relax'
import { fromLevel, smoothRings, type Mask } from './trace'

/**
 * One click on an object gives its outline, from the pixels alone. At several sizes around the click: colours of a frame
 * around it say what the ground looks like, what differs from it under the click is a first object, and a few rounds of
 * colour models and minimal cuts sharpen it (as GrabCut does: Rother, Kolmogorov, Blake 2004). The size whose border is
 * the strongest for its length wins.
 */
export interface Outline {
  /** In full-size pixels, the outer ring first; no holes. */
  readonly rings: number[][]
  readonly box: Rect
}

/** Pixels from the click to the border of what is looked at, at the largest size: what `smartBox` wants to see. */
export const reach = 240

/** Half sides of the sizes, in pixels of the part: an object is looked for within. */
const radii = [10, 15, 22, 32, 48, 70, 100, 150] as const
/** Side of the grid that each size is worked on at, and half side of the object's place in it. */
const side = 72
const inner = 24
const scoreLeast = 6

export function smartBox(pixels: Pixels, x: number, y: number): Outline | null {
  const candidates = radii.flatMap((radius) => atSize(pixels, x, y, radius) ?? [])
  const best = candidates.reduce<Candidate | null>((a, b) => (a && a.score >= b.score ? a : b), null)
  return best && best.score >= scoreLeast ? outlineOf(best, pixels) : null
}

export interface Candidate {
  readonly mask: Mask
  readonly score: number
  /** Of the grid's corner, and pixels of the part per cell. */
  readonly left: number
  readonly top: number
  readonly cell: number
}

export function atSize(pixels: Pixels, x: number, y: number, radius: number): Candidate | null {
  const cell = radius / inner
  const [left, top] = [x - (side / 2) * cell, y - (side / 2) * cell]
  const colors = sample(pixels, left, top, cell)
  const weight = borderPrices(colors)
  const u = new Float32Array(side * side)
  const middle = side / 2
  const off = (i: number) =>
    Math.max(Math.abs((i % side) + 0.5 - middle), Math.abs(Math.floor(i / side) + 0.5 - middle))
  const around = fitColors(colors, (i) => off(i) >= inner, 6)
  if (!around) return null
  const ground = dominant(around, 0.08)
  let groundLog = logLikelihood(ground, colors)
  // How unlikely the ground itself can be: the frame's own 80th percentile.
  const own = [...groundLog].filter((_, i) => off(i) >= inner).sort((a, b) => a - b)
  const usual = own[Math.floor(own.length * 0.2)] as number
  let objectLog: Float32Array | null = null
  let mask: Uint8Array | null = null
  for (let round = 0; round < 3; round++) {
    const cost = new Float32Array(u.length)
    for (let i = 0; i < cost.length; i++) {
      const distance = off(i)
      if (distance >= inner) cost[i] = 10
      else if (distance < 2) cost[i] = -10
      else {
        const gain = objectLog
          ? (objectLog[i] as number) - (groundLog[i] as number)
          : usual - (groundLog[i] as number)
        cost[i] = -Math.max(-3, Math.min(3, gain)) * 0.25
      }
    }
    relax(u, cost, weight, side, round === 0 ? 80 : 50)
    mask = seededRegion(u)
    const inside = mask
    const object = fitColors(colors, (i) => inside[i] === 1, 5)
    const rest = fitColors(colors, (i) => inside[i] === 0, 6)
    if (!object || !rest) return null
    objectLog = logLikelihood(object, colors)
    groundLog = logLikelihood(rest, colors)
  }
  if (!mask) return null
  fillHoles(mask)
  return { mask: { data: mask, width: side, height: side }, score: score(mask, colors, off), left, top, cell }
}

/** Colours of the grid's cells, f32 [side², 3]: brightness and two differences, in steps of 8-bit grey. */
function sample({ data, width, height }: Pixels, left: number, top: number, cell: number): Float32Array {
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
function borderPrices(colors: Float32Array): Float32Array {
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

function difference(colors: Float32Array, i: number, k: number): number {
  let sum = 0
  for (let d = 0; d < 3; d++) sum += ((colors[i * 3 + d] as number) - (colors[k * 3 + d] as number)) ** 2
  return Math.sqrt(sum)
}

/** The connected cells inside that hold the middle. */
function seededRegion(u: Float32Array): Uint8Array {
  const region = new Uint8Array(u.length)
  const open: number[] = []
  const take = (i: number) => {
    if (region[i] === 0 && (u[i] as number) > 0.5) {
      region[i] = 1
      open.push(i)
    }
  }
  for (let dy = -2; dy < 2; dy++) for (let dx = -2; dx < 2; dx++) take((side / 2 + dy) * side + side / 2 + dx)
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (i % side > 0) take(i - 1)
    if (i % side < side - 1) take(i + 1)
    if (i >= side) take(i - side)
    if (i < u.length - side) take(i + side)
  }
  return region
}

function fillHoles(mask: Uint8Array): void {
  const outside = new Uint8Array(mask.length)
  const open: number[] = [0]
  outside[0] = 1
  const take = (i: number) => {
    if (mask[i] === 0 && outside[i] === 0) {
      outside[i] = 1
      open.push(i)
    }
  }
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (i % side > 0) take(i - 1)
    if (i % side < side - 1) take(i + 1)
    if (i >= side) take(i - side)
    if (i < mask.length - side) take(i + side)
  }
  for (let i = 0; i < mask.length; i++) if (outside[i] === 0) mask[i] = 1
}

/** Mean step of colour across the border, less where the border is only that of the grid. */
function score(mask: Uint8Array, colors: Float32Array, off: (i: number) => number): number {
  let [border, cut, sum, area] = [0, 0, 0, 0]
  for (let y = 1, i = side + 1; y < side - 1; y++, i += 2)
    for (let x = 1; x < side - 1; x++, i++) {
      if (!mask[i]) continue
      area++
      for (const k of [i - 1, i + 1, i - side, i + side]) {
        if (mask[k]) continue
        border++
        if (off(k) >= inner) cut++
        // Two cells apart, since edges are blurred.
        else sum += Math.min(60, difference(colors, i, Math.min(mask.length - 1, Math.max(0, 2 * k - i))))
      }
    }
  if (area < 40 || border === 0) return 0
  const roundness = Math.min(1, (4 * Math.PI * area) / (border * border))
  return (sum / border) * (1 - cut / border) ** 2 * Math.sqrt(roundness)
}

function outlineOf({ mask, left, top, cell }: Candidate, pixels: Pixels): Outline | null {
  const rings = smoothRings(mask, 0.75, 12).slice(0, 1)
  const part = { x: pixels.x + left * pixels.step, y: pixels.y + top * pixels.step, step: cell * pixels.step }
  const [outer] = fromLevel(rings, part)
  if (!outer) return null
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < outer.length; i += 2) {
    x0 = Math.min(x0, outer[i] as number)
    x1 = Math.max(x1, outer[i] as number)
    y0 = Math.min(y0, outer[i + 1] as number)
    y1 = Math.max(y1, outer[i + 1] as number)
  }
  return { rings: [outer], box: { x: x0, y: y0, w: x1 - x0, h: y1 - y0 } }
}
