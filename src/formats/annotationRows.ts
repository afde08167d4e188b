import type { Shape } from '../document/records'
import { ShapeBytes, shapeAt } from '../project/shapeBlob'

/** An annotation as far as it can be understood without its image. */
export interface AnnotationRow {
  /** Its class as the file calls it. */
  readonly category: unknown
  readonly shape: Shape
  /** True when something of it is lost already. */
  readonly changed: boolean
  readonly score: number | undefined
  /** Place in the list, from 1, and its own id, for messages. */
  readonly number: number
  readonly id: unknown
}

/** Annotations of one image by columns: a million boxes take 60 MB, and not 300. */
export class AnnotationRows {
  private readonly shapes = new ShapeBytes()
  private readonly ends: number[] = []
  private readonly categories: unknown[] = []
  private readonly numbers: number[] = []
  private readonly ids: unknown[] = []
  private readonly changed = new Set<number>()
  private readonly scores = new Map<number, number>()

  add({ category, shape, changed, score, number, id }: AnnotationRow): void {
    const at = this.ends.length
    this.shapes.add(shape)
    this.ends.push(this.shapes.length)
    this.categories.push(category)
    this.numbers.push(number)
    this.ids.push(id)
    if (changed) this.changed.add(at)
    if (score !== undefined) this.scores.set(at, score)
  }

  *[Symbol.iterator](): Generator<AnnotationRow, void> {
    let start = 0
    for (const [i, end] of this.ends.entries()) {
      yield {
        category: this.categories[i],
        shape: shapeAt(this.shapes.view, start, end),
        changed: this.changed.has(i),
        score: this.scores.get(i),
        number: this.numbers[i] as number,
        id: this.ids[i],
      }
      start = end
    }
  }
}
