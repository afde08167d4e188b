import type { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import type { KeyPoint } from '../records/object'
import type { Attributes } from './attributes'
import type { Scratch } from './format'
import type { FoundObjects } from './foundObjects'
import { NumberList } from '../records/numberList'
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

type PlainRow = Pick<AnnotationRow, 'category' | 'score' | 'number' | 'id'>

/** A row whose shape has not been made: it lies from `start` to `end` of `view`. It counts until the next one. */
export interface TableRow {
  at: number
  category: unknown
  view: DataView
  start: number
  end: number
  /** More is said of it than its class and shape. */
  says: boolean
  more: Partial<More> | undefined
}

type More = Pick<AnnotationRow, 'attributes' | 'keyPoints'>

const nowhere = { view: new DataView(new ArrayBuffer(0)), start: 0, end: 0 }
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
  private readonly ends = new NumberList(Uint32Array)
  /** Of each row the place of its class in `categoryList`. */
  private readonly categories = new NumberList(Uint32Array)
  private readonly categoryList: unknown[] = []
  private readonly placeOf = new Map<unknown, number>()
  private readonly numbers = new NumberList(Uint32Array)
  /** NaN for none, and for one that is no number. */
  private readonly ids = new NumberList(Float64Array)
  private readonly otherIds = new Map<number, unknown>()
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

  add({ shape, changed, locked, attributes, keyPoints, ...plain }: AnnotationRow): void {
    const at = this.ends.length
    const { shapes, more } = this.blockFor(at)
    shapes.add(shape)
    this.note(plain, shapes.length)
    if (changed) this.changed.set(at, changed)
    if (locked) this.locked.add(at)
    if (attributes ?? keyPoints) more.set(at, { attributes, keyPoints })
  }

  /** The same of one that is no more than the first `count` coordinates of a shape. */
  addValues(row: PlainRow, kind: 'box' | 'polygon', values: ArrayLike<number>, count = values.length): void {
    const { shapes } = this.blockFor(this.ends.length)
    shapes.addValues(kind, values, count)
    this.note(row, shapes.length)
  }

  private note({ category, score, number, id }: PlainRow, end: number): void {
    const at = this.ends.length
    this.ends.push(end)
    this.categories.push(this.placeOf.get(category) ?? this.newCategory(category))
    this.numbers.push(number)
    this.ids.push(typeof id === 'number' ? id : NaN)
    if (id !== undefined && typeof id !== 'number') this.otherIds.set(at, id)
    if (score !== undefined) this.scores.set(at, score)
  }

  private newCategory(category: unknown): number {
    const place = this.categoryList.push(category) - 1
    this.placeOf.set(category, place)
    return place
  }

  private idOf(at: number): unknown {
    const id = this.ids.at(at)
    return Number.isNaN(id) ? this.otherIds.get(at) : id
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
    for (const row of this.stored()) yield this.whole(row)
  }

  /** The rows as they lie there. */
  *stored(): Generator<TableRow, void> {
    const { changed, scores, locked } = this
    const plain = changed.size + scores.size + locked.size === 0
    const row: TableRow = { ...{ at: 0, category: undefined }, ...nowhere, says: false, more: undefined }
    for (const [number, block] of this.blocks.entries()) {
      const { view, more } = this.contents(block)
      const next = this.blocks[number + 1]?.first ?? this.ends.length
      row.view = view
      row.end = 0
      for (let at = block.first; at < next; at++) {
        row.at = at
        row.category = this.categoryList[this.categories.at(at) as number]
        row.start = row.end
        row.end = this.ends.at(at) as number
        row.more = more.size > 0 ? more.get(at) : undefined
        row.says = row.more !== undefined || (!plain && (changed.has(at) || scores.has(at) || locked.has(at)))
        yield row
      }
    }
  }

  whole({ at, category, view, start, end, more }: TableRow): AnnotationRow {
    return {
      category,
      shape: shapeAt(view, start, end),
      changed: this.changed.get(at),
      score: this.scores.get(at),
      number: this.numbers.at(at) as number,
      id: this.idOf(at),
      locked: this.locked.has(at),
      ...more,
    }
  }
}
