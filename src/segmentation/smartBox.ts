import { bounds } from '../document/records'
import { iou, type Rect } from '../geometry/rect'
import { ringArea } from '../geometry/rings'
import { dominant, fitColors, logLikelihood } from './colorModel'
import type { Pixels } from './pixels'
import { relax } from './relax'
import { fromLevel, smoothRings, type Mask } from './trace'

/**
 * One click on an object gives its outline, from the pixels alone. At several sizes around the click: colours of a frame
 * around it say what the ground looks like, what differs from it under the click is a first object, and a few rounds of
 * colour models and minimal cuts sharpen it (as GrabCut does: Rother, Kolmogorov, Blake 2004). The border
 * that is strong and that several sizes agree about wins.
 */
export interface Outline {
  /** In full-size pixels, the outer ring first; no holes. */
  readonly rings: number[][]
  readonly box: Rect
}

/** Pixels from the click to the border of what is looked at, at the largest size: what `smartBox` wants to see. */
export const reach = 240

/** Half sides of the sizes, in pixels of the part: an object is looked for within. */
export const radii = [12, 18, 27, 40, 60, 90, 130] as const
/** Side of the grid that each size is worked on at, and half side of the object's place in it. */
const side = 60
const inner = 20
/** Cells around the click that belong to the object, whatever their colour. */
const seed = 2
/** Cells that an object has at least. */
const leastCells = 25
/** What a border must be against the ground's own steps, and against the noise of a camera on plain ground. */
const [standsOut, cameraNoise] = [0.3, 6]
/** Colour models and cuts in turns. */
const rounds = 3
/** What colours count against the length of the border. */
const trust = 0.12

/** `x`, `y` in pixels of the part. Null where nothing stands out from its surroundings. */
export function smartBox(pixels: Pixels, x: number, y: number): Outline | null {
  const candidates = radii.flatMap((radius) => atSize(pixels, { x, y, radius }) ?? [])
  const best = mostAgreed(candidates)
  const clear = best && best.score >= standsOut * (best.ground + cameraNoise)
  return clear ? outlineOf(best, pixels) : null
}

/** What one size found. */
export interface Candidate {
  readonly mask: Mask
  /** Bounds in pixels of the part. */
  readonly box: Rect
  readonly score: number
  /** The ground's own mean step of colour. */
  readonly ground: number
  readonly window: Window
}

/** A square of the part that is worked on: its middle and half side, beyond which no object reaches. */
export interface Window {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** The strong border that other sizes agree about: an object looks the same from further off, a part of it does not. */
function mostAgreed(candidates: readonly Candidate[]): Candidate | null {
  let [best, most] = [null as Candidate | null, 0]
  for (const one of candidates) {
    const agreement = candidates.reduce(
      (sum, other) => (other === one ? sum : sum + iou(one.box, other.box) ** 4),
      0.3,
    )
    const value = (one.score / Math.sqrt(one.window.radius)) * agreement ** 2
    if (value > most) [best, most] = [one, value]
  }
  return best
}

const cellOf = (window: Window) => window.radius / inner
const left = (window: Window) => window.x - (side / 2) * cellOf(window)
const top = (window: Window) => window.y - (side / 2) * cellOf(window)

/** Distance from the middle of the grid, in cells, by the longer axis. */
function off(i: number): number {
  const middle = side / 2
  return Math.max(Math.abs((i % side) + 0.5 - middle), Math.abs(Math.floor(i / side) + 0.5 - middle))
}
const offs = Float32Array.from({ length: side * side }, (_, i) => off(i))

/** The object under the click in the middle of one window. */
export function atSize(pixels: Pixels, window: Window): Candidate | null {
  const colors = sample(pixels, left(window), top(window), cellOf(window))
  const weight = borderPrices(colors)
  const u = new Float32Array(side * side)
  let gains = firstGains(colors)
  let mask: Uint8Array | null = null
  for (let round = 0; round < rounds; round++) {
    if (!gains) return null
    relax(u, costs(gains), weight, side, round === 0 ? 60 : 35)
    mask = seededRegion(u)
    if (round < rounds - 1) gains = gainsOf(colors, mask)
  }
  if (!mask) return null
  fillHoles(mask)
  return describe(mask, colors, window)
}

/** Without a first object: how much less likely a colour is in the frame around than the frame's own usual ones. */
function firstGains(colors: Float32Array): Float32Array | null {
  const around = fitColors(colors, (i) => (offs[i] as number) >= inner, 6)
  if (!around) return null
  const likely = logLikelihood(dominant(around, 0.08), colors)
  const own = likely.filter((_, i) => (offs[i] as number) >= inner).sort()
  const usual = own[Math.floor(own.length * 0.2)] as number
  return likely.map((value) => usual - value)
}

/** How much likelier each colour is among the object's than among the others. */
function gainsOf(colors: Float32Array, mask: Uint8Array): Float32Array | null {
  const object = fitColors(colors, (i) => mask[i] === 1, 3)
  const rest = fitColors(colors, (i) => mask[i] === 0, 6)
  if (!object || !rest) return null
  const other = logLikelihood(rest, colors)
  return logLikelihood(object, colors).map((value, i) => value - (other[i] as number))
}

function costs(gains: Float32Array): Float32Array {
  return gains.map((gain, i) => {
    if ((offs[i] as number) >= inner) return 10
    if ((offs[i] as number) < seed) return -10
    return -Math.max(-3, Math.min(3, gain)) * trust
  })
}

function describe(mask: Uint8Array, colors: Float32Array, window: Window): Candidate | null {
  let [x0, y0, x1, y1, cells] = [side, side, 0, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const [u, v] = [i % side, Math.floor(i / side)]
    ;[x0, y0, x1, y1] = [Math.min(x0, u), Math.min(y0, v), Math.max(x1, u + 1), Math.max(y1, v + 1)]
    cells++
  }
  if (cells < leastCells) return null
  const cell = cellOf(window)
  const box = {
    x: left(window) + x0 * cell,
    y: top(window) + y0 * cell,
    w: (x1 - x0) * cell,
    h: (y1 - y0) * cell,
  }
  return {
    mask: { data: mask, width: side, height: side },
    box,
    score: score(mask, colors, cells),
    ground: groundStep(colors),
    window,
  }
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

/** The connected cells inside that hold the click. */
function seededRegion(u: Float32Array): Uint8Array {
  const region = new Uint8Array(u.length)
  const open: number[] = []
  const take = (i: number) => {
    if (region[i] === 0 && (u[i] as number) > 0.5) {
      region[i] = 1
      open.push(i)
    }
  }
  for (let i = 0; i < u.length; i++) if ((offs[i] as number) < seed) take(i)
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

/** Mean step of colour between cells two apart in the frame: what the ground does by itself. */
function groundStep(colors: Float32Array): number {
  let [sum, count] = [0, 0]
  for (let i = 0; i + 2 * side < offs.length; i++) {
    if ((offs[i] as number) < inner || (i % side) + 2 >= side) continue
    sum += Math.min(60, difference(colors, i, i + 2)) + Math.min(60, difference(colors, i, i + 2 * side))
    count += 2
  }
  return sum / count
}

/** Mean step of colour across the border, less where that is the window's only, and where it is ragged. */
function score(mask: Uint8Array, colors: Float32Array, cells: number): number {
  let [border, cut, sum] = [0, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    for (const step of [-1, 1, -side, side]) {
      if (mask[i + step]) continue
      border++
      if ((offs[i + step] as number) >= inner) cut++
      // Two cells apart, since edges are blurred.
      else sum += Math.min(60, difference(colors, i, i + 2 * step))
    }
  }
  return (sum / border) * (1 - cut / border) ** 4 * (cells / hullArea(mask)) ** 4
}

/** Cells that the convex hull of a mask covers (Andrew's monotone chain, 1979). */
function hullArea(mask: Uint8Array): number {
  const ends: [number, number][] = []
  for (let y = 0; y < side; y++) {
    const row = mask.subarray(y * side, (y + 1) * side)
    const [first, last] = [row.indexOf(1), row.lastIndexOf(1) + 1]
    if (first >= 0) ends.push([first, y], [first, y + 1], [last, y], [last, y + 1])
  }
  ends.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return ringArea([...chain(ends), ...chain(ends.reverse())].flat())
}

function chain(points: readonly [number, number][]): [number, number][] {
  const hull: [number, number][] = []
  const turns = (o: [number, number], a: [number, number], b: [number, number]) =>
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
  for (const point of points) {
    while (
      hull.length >= 2 &&
      turns(hull[hull.length - 2] as [number, number], hull[hull.length - 1] as [number, number], point) <= 0
    )
      hull.pop()
    hull.push(point)
  }
  return hull.slice(0, -1)
}

function outlineOf({ mask, window }: Candidate, pixels: Pixels): Outline | null {
  const part = {
    x: pixels.x + left(window) * pixels.step,
    y: pixels.y + top(window) * pixels.step,
    step: cellOf(window) * pixels.step,
  }
  const rings = fromLevel(smoothRings(mask, 0.75, leastCells), part)
  const outer = rings.sort((a, b) => ringArea(b) - ringArea(a))[0]
  if (!outer) return null
  const { x, y, w, h } = bounds({ kind: 'polygon', points: outer })
  return { rings: [outer], box: { x, y, w, h } }
}
