import { bisect, sortedIndexOf } from '../../src/base/bisect'

/** Rows that came in blocks, each of rising ids: which of them an id is, without an entry for each in a map. */
export class IdRows {
  private readonly blocks: Float64Array[] = []
  /** The number of each block's first row. */
  private readonly firsts: number[] = []
  count = 0

  /** Returns the number of the first row. */
  append(ids: Float64Array): number {
    const first = this.count
    if (ids.length === 0) return first
    this.blocks.push(ids)
    this.firsts.push(first)
    this.count += ids.length
    return first
  }

  /** −1 for none. */
  rowOf(id: number): number {
    const { blocks } = this
    const number = bisect(blocks.length, (i) => (blocks[i]?.at(-1) as number) < id)
    const ids = blocks[number]
    const at = ids ? placeIn(ids, id) : -1
    return at < 0 ? -1 : (this.firsts[number] as number) + at
  }

  /** The block that a row is in, and its place there. */
  blockOf(row: number): [block: number, place: number] {
    const { firsts } = this
    const block = Math.max(0, bisect(firsts.length, (i) => (firsts[i] as number) <= row) - 1)
    return [block, row - (firsts[block] as number)]
  }

  clear(): void {
    this.blocks.length = this.firsts.length = this.count = 0
  }
}

function placeIn(ids: Float64Array, id: number): number {
  // Where no id is left out, it stands at once.
  const guess = id - (ids[0] as number)
  if (ids[guess] === id) return guess
  return guess < 0 ? -1 : sortedIndexOf(ids, id, Math.min(guess + 1, ids.length))
}
