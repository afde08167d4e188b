import type { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import type { KeyPoint } from '../records/object'
import type { Attributes } from './attributes'
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

/** Annotations of one image by columns: a million boxes take 60 MB, and not 300. */
export class AnnotationRows {
  /** Shapes of rows that follow each other, a few megabytes each: one block of all would be copied as it grows. */
  private readonly blocks: { readonly shapes: ShapeBytes; readonly first: number }[] = []
  /** In the block of the row. */
  private readonly ends: number[] = []
  private readonly categories: unknown[] = []
  private readonly numbers: number[] = []
  private readonly ids: unknown[] = []
  private readonly locked = new Set<number>()
  private readonly changed = new Map<number, string>()
  private readonly scores = new Map<number, number>()
  private readonly more = new Map<number, More>()
  /** What was left out, and what is said of others, by kind. */
  readonly odd: AppError[] = []
  readonly leftOut = new Map<string, number>()
  readonly said = new Map<string, number>()

  count(kind: 'leftOut' | 'said', what: string): void {
    this[kind].set(what, (this[kind].get(what) ?? 0) + 1)
  }

  add({ category, shape, changed, score, number, id, locked, ...more }: AnnotationRow): void {
    const at = this.ends.length
    let block = this.blocks.at(-1)
    if (!block || block.shapes.length > blockBytes)
      this.blocks.push((block = { shapes: new ShapeBytes(), first: at }))
    block.shapes.add(shape)
    this.ends.push(block.shapes.length)
    this.categories.push(category)
    this.numbers.push(number)
    this.ids.push(id)
    if (changed) this.changed.set(at, changed)
    if (locked) this.locked.add(at)
    if (more.attributes ?? more.keyPoints) this.more.set(at, more)
    if (score !== undefined) this.scores.set(at, score)
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
    let [start, number] = [0, -1]
    for (const [i, end] of this.ends.entries()) {
      if (this.blocks[number + 1]?.first === i) {
        number++
        start = 0
      }
      const { view } = (this.blocks[number] as (typeof this.blocks)[number]).shapes
      yield {
        category: this.categories[i],
        shape: shapeAt(view, start, end),
        changed: this.changed.get(i),
        score: this.scores.get(i),
        number: this.numbers[i] as number,
        id: this.ids[i],
        locked: this.locked.has(i),
        ...this.more.get(i),
      }
      start = end
    }
  }
}
