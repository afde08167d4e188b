import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { Shape } from '../records/shape'
import { shapeOfRegions } from './fit'
import { ringsOfRuns, type Runs } from './runRings'

/** A region of one value, as an outline with holes along the edges of its pixels. */
export interface ValueRegion {
  readonly value: number
  readonly shape: Shape
}

type OwnRuns = Readonly<Record<keyof Runs, Uint32Array>>

/** More stretches of one value than this are noise, and no mask: their numbers alone take a gigabyte. */
const mostRuns = 2 ** 26

/**
 * Finds the regions of a mask that comes row by row: pixels of one value that touch by their sides. Of a mask of any size only
 * the stretches of equal pixels in a row are kept.
 */
export class ValueRegions {
  private rows: number
  private count = 0
  private y = new Uint32Array(1024)
  private from = new Uint32Array(1024)
  private to = new Uint32Array(1024)
  private value = new Float64Array(1024)
  /** A run of the same region that came before, or the run itself. */
  private parent = new Uint32Array(1024)
  /** The first run of the row before. */
  private above = 0
  /** All values but 0. */
  readonly numbers = new Set<number>()

  /** Its top-left corner lies at (left, top). */
  constructor(
    private readonly left = 0,
    top = 0,
  ) {
    this.rows = top
  }

  /** Adds `width` pixels from `at` on; 0 stands for nothing. Throws AppError('label-value') where it is no mask. */
  addRow(data: ArrayLike<number>, at: number, width: number): void {
    const first = this.count
    for (let x = 0; x < width;) {
      const value = data[at + x] as number
      const from = x++
      while (x < width && data[at + x] === value) x++
      if (value !== 0) this.add(value, this.left + from, this.left + x)
    }
    this.join(first)
    this.above = first
    this.rows++
  }

  private add(value: number, from: number, to: number): void {
    if (this.count === mostRuns) throw new AppError('label-value', says.masks.theMaskHasMoreThan)
    if (this.count === this.y.length) this.grow()
    const i = this.count++
    this.y[i] = this.rows
    this.from[i] = from
    this.to[i] = to
    this.value[i] = value
    this.parent[i] = i
    this.numbers.add(value)
  }

  private grow(): void {
    const larger = <T extends Uint32Array | Float64Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    const size = this.y.length * 2
    this.y = larger(this.y, new Uint32Array(size))
    this.from = larger(this.from, new Uint32Array(size))
    this.to = larger(this.to, new Uint32Array(size))
    this.parent = larger(this.parent, new Uint32Array(size))
    this.value = larger(this.value, new Float64Array(size))
  }

  /** Makes runs of the newest row one with those above that they touch. */
  private join(first: number): void {
    const { from, to, value } = this
    let [a, b] = [this.above, first]
    while (a < first && b < this.count) {
      const touch = from[a]! < to[b]! && from[b]! < to[a]!
      if (touch && value[a] === value[b]) this.unite(a, b)
      if (to[a]! < to[b]!) a++
      else b++
    }
  }

  /** The earlier one stands for both. */
  private unite(a: number, b: number): void {
    const [one, other] = [this.root(a), this.root(b)]
    this.parent[Math.max(one, other)] = Math.min(one, other)
  }

  private root(i: number): number {
    const { parent } = this
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!
    return i
  }

  /** Each region, in the order in which they begin; `whole`: all pixels of a value together, whether they touch or not. */
  *regions(whole = false): Generator<ValueRegion> {
    const parts = this.parts()
    if (!whole) for (const [root, runs] of parts) yield this.shaped(root, [runs])
    const ofValue = new Map<number, number[]>()
    if (whole)
      for (const root of parts.keys()) {
        const roots = ofValue.get(this.value[root]!)
        if (roots) roots.push(root)
        else ofValue.set(this.value[root]!, [root])
      }
    for (const roots of ofValue.values())
      yield this.shaped(
        roots[0]!,
        roots.map((root) => parts.get(root)!),
      )
  }

  private shaped(root: number, parts: readonly Runs[]): ValueRegion {
    return { value: this.value[root]!, shape: shapeOfRegions([parts.flatMap(ringsOfRuns)]) }
  }

  /** The runs of each region by its first one. */
  private parts(): Map<number, OwnRuns> {
    const { count, y, from, to } = this
    const sizes = new Map<number, number>()
    for (let i = 0; i < count; i++) {
      const root = this.root(i)
      sizes.set(root, (sizes.get(root) ?? 0) + 1)
    }
    const parts = new Map<number, OwnRuns>()
    const filled = new Map<number, number>()
    for (const [root, size] of sizes)
      parts.set(root, { y: new Uint32Array(size), from: new Uint32Array(size), to: new Uint32Array(size) })
    for (let i = 0; i < count; i++) {
      const root = this.root(i)
      const at = filled.get(root) ?? 0
      filled.set(root, at + 1)
      const runs = parts.get(root)!
      runs.y[at] = y[i]!
      runs.from[at] = from[i]!
      runs.to[at] = to[i]!
    }
    return parts
  }
}
