import type { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import type { KeyPoint } from '../records/object'
import type { Attributes } from './attributes'
import type { Scratch } from './format'
import type { FoundObjects } from './foundObjects'
import { ShapeBytes, shapeAt } from '../records/shapeBlob'

/** An annotation as far as it can be understood without its image. */
export interface AnnotationRow {
  /** Its class as the file calls it. */
  readonly category: unknown
  readonly shape: Shape
  /** How something of it is lost already. */
  readonly changed?: string | undefined
  readonly score?: number | undefined
  /** Place in the list or line, from 1, and its own id, for messages. */
  readonly number: number
  readonly id?: unknown
  readonly locked?: boolean | undefined
  readonly attributes?: Attributes | undefined
  readonly keyPoints?: readonly KeyPoint[] | undefined
}

type More = Pick<AnnotationRow, 'attributes' | 'keyPoints'>

const blockBytes = 4 * 1024 * 1024
/** Of which more is said than their shapes. */
const blockRows = 10_000

/** Rows that follow each other; with a scratch file only the last are in memory. */
interface Block {
  readonly first: number
  shapes: ShapeBytes | undefined
  more: Map<number, More>
  start: number
  shapeBytes: number
  moreBytes: number
}

/** Annotations of one image by columns: a million boxes take 60 MB, and not 300. */
export class AnnotationRows {
  /** A few megabytes each: one block of all would be copied as it grows. */
  private readonly blocks: Block[] = []
  /** In the block of the row. */
  private readonly ends: number[] = []
  private readonly categories: unknown[] = []
  private readonly numbers: number[] = []
  private readonly ids: unknown[] = []
  private readonly locked = new Set<number>()
  private readonly changed = new Map<number, string>()
  private readonly scores = new Map<number, number>()
  /** What was left out, and what is said of others, by kind. */
  readonly odd: AppError[] = []
  readonly leftOut = new Map<string, number>()
  readonly said = new Map<string, number>()

  constructor(private readonly scratch?: Scratch | undefined) {}

  count(kind: 'leftOut' | 'said', what: string): void {
    this[kind].set(what, (this[kind].get(what) ?? 0) + 1)
  }

  add({ category, shape, changed, score, number, id, locked, ...more }: AnnotationRow): void {
    const at = this.ends.length
    const { shapes, more: said } = this.blockFor(at)
    shapes.add(shape)
    this.ends.push(shapes.length)
    this.categories.push(category)
    this.numbers.push(number)
    if (id !== undefined) this.ids[at] = id
    if (changed) this.changed.set(at, changed)
    if (locked) this.locked.add(at)
    if (more.attributes ?? more.keyPoints) said.set(at, more)
    if (score !== undefined) this.scores.set(at, score)
  }

  private blockFor(row: number): Block & { shapes: ShapeBytes } {
    const last = this.blocks.at(-1)
    if (last?.shapes && last.shapes.length <= blockBytes && last.more.size < blockRows)
      return last as Block & { shapes: ShapeBytes }
    const shapes = (last && this.setAside(last)) ?? new ShapeBytes()
    const block = { first: row, shapes, more: new Map(), start: 0, shapeBytes: 0, moreBytes: 0 }
    this.blocks.push(block)
    return block
  }

  /** Writes a full block into the scratch file, where there is one; its memory is free for the next. */
  private setAside(block: Block): ShapeBytes | undefined {
    const { shapes, more } = block
    if (!this.scratch || !shapes) return undefined
    const said = more.size > 0 ? new TextEncoder().encode(JSON.stringify([...more])) : new Uint8Array(0)
    block.start = this.scratch.append(shapes.bytes.subarray(0, shapes.length))
    this.scratch.append(said)
    block.shapeBytes = shapes.length
    block.moreBytes = said.length
    block.shapes = undefined
    block.more = new Map()
    shapes.length = 0
    return shapes
  }

  private contents({ shapes, more, start, shapeBytes, moreBytes }: Block): {
    readonly view: DataView
    readonly more: ReadonlyMap<number, More>
  } {
    if (shapes || !this.scratch) return { view: (shapes ?? new ShapeBytes()).view, more }
    const bytes = this.scratch.read(start, shapeBytes)
    const said = this.scratch.read(start + shapeBytes, moreBytes)
    const rows = moreBytes > 0 ? (JSON.parse(new TextDecoder().decode(said)) as [number, More][]) : []
    return { view: new DataView(bytes.buffer), more: new Map(rows) }
  }

  /** How many annotations there were, with those that were left out. */
  get size(): number {
    return (
      this.ends.length + this.odd.length + [...this.leftOut.values()].reduce((sum, count) => sum + count, 0)
    )
  }

  /** Tells what was left out and what is said of others. */
  addTo(found: FoundObjects): void {
    for (const error of this.odd)
      found.attempt(() => {
        throw error
      })
    for (const [what, count] of this.leftOut) found.leave(what, undefined, count)
    for (const [what, count] of this.said) found.say(what, count)
  }

  *[Symbol.iterator](): Generator<AnnotationRow, void> {
    for (const [number, block] of this.blocks.entries()) {
      const { view, more } = this.contents(block)
      const next = this.blocks[number + 1]?.first ?? this.ends.length
      let start = 0
      for (let i = block.first; i < next; i++) {
        const end = this.ends[i] as number
        yield {
          category: this.categories[i],
          shape: shapeAt(view, start, end),
          changed: this.changed.get(i),
          score: this.scores.get(i),
          number: this.numbers[i] as number,
          id: this.ids[i],
          locked: this.locked.has(i),
          ...more.get(i),
        }
        start = end
      }
    }
  }
}
