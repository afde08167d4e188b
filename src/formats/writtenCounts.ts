import type { Shape } from '../records/shape'
import { outline } from '../document/shapes'
import { says } from '../messages/says/says'
import { partsOf } from '../geometry/rings'

/** Of one line each: `S` without polygons of several rings. */
export type Simple<S extends Shape> =
  Exclude<S, { kind: 'polygon' }> | { readonly kind: 'polygon'; readonly points: readonly number[] }
export type SimpleShape = Simple<Shape>

/** How objects change as they are written, and which are left out; a sentence for each kind. */
export class WrittenCounts {
  written = 0
  dropped = 0
  changed = 0
  private readonly kinds = new Map<string, number>()

  constructor(private readonly format: string) {}

  /** Call it once for each object. `lost` says what the format has no place for, `#` being their number. */
  add(lost: readonly string[] = []): void {
    this.written++
    if (lost.length > 0) this.changed++
    for (const kind of lost) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
  }

  leave(kind: string): void {
    this.dropped++
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
  }

  /** What is said, and how often, beside objects that changed or were left out. */
  say(kind: string): void {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
  }

  report() {
    const { written, dropped, changed } = this
    return { written, dropped, changed, notes: this.notes() }
  }

  private notes(): string[] {
    return [...this.kinds].map(([kind, count]) => `${this.format}: ${kind.replace('#', String(count))}.`)
  }
}

/** The parts of a polygon, each without its holes, and what that costs; every other shape is itself. */
export function simpleShapes<S extends Shape>(shape: S): { shapes: readonly Simple<S>[]; lost: string[] } {
  if (shape.kind !== 'polygon' || !shape.rings) return { shapes: [shape as Simple<S>], lost: [] }
  const parts = partsOf(outline(shape))
  return {
    shapes: parts.map(({ outer }) => ({ kind: 'polygon', points: outer })),
    lost: [
      ...(parts.some(({ holes }) => holes.length > 0) ? [says.written.holes] : []),
      ...(parts.length > 1 ? [says.written.parts] : []),
    ],
  }
}

/** Corners of a shape as a ring. */
export function ringOf(shape: Shape): readonly number[] {
  return outline(shape)[0] ?? []
}
