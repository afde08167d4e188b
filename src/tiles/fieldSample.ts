import type { Random } from '../base/random'
import { intersect, intersects, type Rect } from '../geometry/rect'
import { unionArea } from '../geometry/unionArea'

/**
 * Fields of view of one image that were drawn at random for a person to check: test ground, that no training learns from.
 * Fields are the cells of a grid, in strata by what a run had found in them; of each stratum some were drawn.
 */
export interface FieldSample {
  /** By which the strata were made. */
  readonly run: string
  readonly threshold: number
  readonly seed: number
  /** Of the square fields, in full-size pixels; those at the right and lower border may be cut off. */
  readonly side: number
  readonly columns: number
  readonly rows: number
  /** A digit a field, row by row: its stratum; `-` for one that was checked already. */
  readonly strata: string
  /** Numbers of the fields, in the order in which they are to be checked. */
  readonly drawn: readonly number[]
  /** Areas that were checked before. */
  readonly before: readonly Rect[]
}

/** Something was found; something weaker than the threshold was; nothing was. */
export const strataNames = ['found', 'doubtful', 'nothing'] as const
/** How the draw is shared among them: misses hide where something weak was found. */
const shares = [0.45, 0.35, 0.2]
const outside = '-'

interface Size {
  readonly width: number
  readonly height: number
}

export function fieldRect({ side, columns }: FieldSample, number: number, { width, height }: Size): Rect {
  const [x, y] = [(number % columns) * side, Math.floor(number / columns) * side]
  return { x, y, w: Math.min(side, width - x), h: Math.min(side, height - y) }
}

export function fieldAt({ side, columns }: FieldSample, x: number, y: number): number {
  return Math.floor(y / side) * columns + Math.floor(x / side)
}

/** Of a field that was checked before the draw, and has no stratum: undefined. */
export function stratumOf({ strata }: FieldSample, number: number): number | undefined {
  const digit = strata[number]
  return digit === undefined || digit === outside ? undefined : Number(digit)
}

/** All fields of an image in their strata, none drawn. `points`: every detection, and whether it counts as found. */
export function layFields(
  { width, height }: Size,
  about: Pick<FieldSample, 'run' | 'threshold' | 'seed' | 'side' | 'before'>,
  points: readonly { readonly x: number; readonly y: number; readonly found: boolean }[],
): FieldSample {
  const { side, before } = about
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)]
  const laid = { ...about, columns, rows, strata: '', drawn: [] }
  const strata = new Array<string>(columns * rows).fill('2')
  for (const { x, y, found } of points) {
    const number = fieldAt(laid, x, y)
    if (strata[number] === undefined) continue
    if (found) strata[number] = '0'
    else if (strata[number] === '2') strata[number] = '1'
  }
  const checked = (number: number) =>
    uncoveredShare(fieldRect(laid, number, { width, height }), before) < wholeEnough
  return { ...laid, strata: strata.map((s, number) => (checked(number) ? outside : s)).join('') }
}

/** A rest of rounding is nothing to check. */
const wholeEnough = 1e-3

/** 0..1: how much of a rectangle no other covers. */
export function uncoveredShare(rect: Rect, others: readonly Rect[]): number {
  const parts = others
    .filter((other) => intersects(other, rect))
    .flatMap((other) => intersect(other, rect) ?? [])
  return Math.max(0, 1 - unionArea(parts) / (rect.w * rect.h))
}

/** The sample with so many more fields, drawn in each stratum at random among those that were not drawn yet. */
export function drawFields(sample: FieldSample, count: number, random: Random): FieldSample {
  const drawn = new Set(sample.drawn)
  const left = strataNames.map((_, s) =>
    random.shuffle(
      [...sample.strata].flatMap((digit, i) => (digit === String(s) && !drawn.has(i) ? [i] : [])),
    ),
  )
  const more: number[] = []
  const take = (s: number, many: number) => more.push(...(left[s] as number[]).splice(0, many))
  const wanted = Math.min(
    count,
    left.reduce((n, each) => n + each.length, 0),
  )
  shares.forEach((share, s) => take(s, Math.round(share * wanted)))
  for (let s = 0; more.length < wanted; s = (s + 1) % left.length) take(s, 1)
  // In any order: who stops early has checked a random part of each stratum.
  return { ...sample, drawn: [...sample.drawn, ...random.shuffle(more.slice(0, wanted))] }
}

/** Whether all of a field is checked by now. */
export function isChecked(
  sample: FieldSample,
  number: number,
  size: Size,
  checked: readonly Rect[],
): boolean {
  return uncoveredShare(fieldRect(sample, number, size), checked) < wholeEnough
}

/** Fields and objects on them are for testing: what is left of checked areas without them. */
export function withoutFields(areas: readonly Rect[], fields: readonly Rect[]): Rect[] {
  return fields.reduce(
    (left, field) => left.flatMap((area) => (intersects(area, field) ? subtract(area, field) : [area])),
    [...areas],
  )
}

/** What is left of a rectangle without another, as up to four. */
function subtract(rect: Rect, hole: Rect): Rect[] {
  const common = intersect(rect, hole)
  if (!common) return [rect]
  const [right, bottom] = [common.x + common.w, common.y + common.h]
  return [
    { x: rect.x, y: rect.y, w: rect.w, h: common.y - rect.y },
    { x: rect.x, y: bottom, w: rect.w, h: rect.y + rect.h - bottom },
    { x: rect.x, y: common.y, w: common.x - rect.x, h: common.h },
    { x: right, y: common.y, w: rect.x + rect.w - right, h: common.h },
  ].filter(({ w, h }) => w > 0 && h > 0)
}
