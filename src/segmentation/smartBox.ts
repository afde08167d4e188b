import { bounds } from '../records/records'
import { area, intersect, iou, type Rect } from '../geometry/rect'
import { ringArea } from '../geometry/rings'
import { fillHoles, hullArea, seededRegion } from './cells'
import { dominant, fitColors, logLikelihood } from './colorModel'
import { borderCosts, colorsOf, difference, groundStep, inner, offs, seed, side } from './grid'
import type { RgbaRegion } from './pixels'
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
/** Cells that an object has at least. */
const minCells = 25
/** What a border must be against the ground's own steps, and against the noise of a camera on plain ground. */
const [standsOut, cameraNoise] = [0.3, 6]
/** Colour models and cuts in turns. */
const rounds = 3
/** What colours count against the length of the border. */
const trust = 0.12

/**
 * `x`, `y` in pixels of the part. Null where nothing stands out from its surroundings. `most`: half the side, in pixels of
 * the part, that an object has at most.
 */
export function smartBox(pixels: RgbaRegion, x: number, y: number, most = Infinity): Outline | null {
  const sizes = radii.filter((radius) => radius <= Math.max(most, radii[0]))
  return clearest(
    sizes.flatMap((radius) => atSize(pixels, { x, y, radius }) ?? []),
    pixels,
  )
}

/** Sizes around what somebody drew around, of its longer half side. */
const looseness = [0.8, 0.95, 1.1, 1.3]
/** Of a found object's box, the share that lies in the rectangle. */
const mostlyInside = 0.7

/** The object in the middle of a rectangle that somebody drew around it, in pixels of the part; null where none stands out. */
export function smartBoxWithin(pixels: RgbaRegion, around: Rect): Outline | null {
  const [x, y, half] = [around.x + around.w / 2, around.y + around.h / 2, Math.max(around.w, around.h) / 2]
  const candidates = looseness
    .flatMap((factor) => atSize(pixels, { x, y, radius: Math.max(radii[0] / 2, half * factor) }) ?? [])
    .filter(({ box }) => area(intersect(box, around) ?? nothing) >= mostlyInside * area(box))
  return clearest(candidates, pixels)
}

const nothing: Rect = { x: 0, y: 0, w: 0, h: 0 }

function clearest(candidates: readonly MaskCandidate[], pixels: RgbaRegion): Outline | null {
  const best = maxAgreed(candidates)
  const clear = best && best.score >= standsOut * (best.ground + cameraNoise)
  return clear ? outlineOf(best, pixels) : null
}

/** What one size found. */
export interface MaskCandidate {
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
function maxAgreed(candidates: readonly MaskCandidate[]): MaskCandidate | null {
  let [best, most] = [null as MaskCandidate | null, 0]
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

/** The object under the click in the middle of one window. */
export function atSize(pixels: RgbaRegion, window: Window): MaskCandidate | null {
  const colors = colorsOf(pixels, left(window), top(window), cellOf(window))
  const weight = borderCosts(colors)
  const u = new Float32Array(side * side)
  let gains = firstGains(colors)
  let mask: Uint8Array | null = null
  for (let round = 0; round < rounds; round++) {
    if (!gains) return null
    relax(u, { cost: costs(gains), weight, size: side }, round === 0 ? 60 : 35)
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

function describe(mask: Uint8Array, colors: Float32Array, window: Window): MaskCandidate | null {
  let [x0, y0, x1, y1, cells] = [side, side, 0, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const [u, v] = [i % side, Math.floor(i / side)]
    ;[x0, y0, x1, y1] = [Math.min(x0, u), Math.min(y0, v), Math.max(x1, u + 1), Math.max(y1, v + 1)]
    cells++
  }
  if (cells < minCells) return null
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

function outlineOf({ mask, window }: MaskCandidate, pixels: RgbaRegion): Outline | null {
  const part = {
    x: pixels.x + left(window) * pixels.step,
    y: pixels.y + top(window) * pixels.step,
    step: cellOf(window) * pixels.step,
  }
  const rings = fromLevel(smoothRings(mask, 0.75, minCells), part)
  const outer = rings.sort((a, b) => ringArea(b) - ringArea(a))[0]
  if (!outer) return null
  const { x, y, w, h } = bounds({ kind: 'polygon', points: outer })
  return { rings: [outer], box: { x, y, w, h } }
}
