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
    let [low, high] = [0, blocks.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const ids = blocks[middle] as Float64Array
      if (id < (ids[0] as number)) high = middle - 1
      else if (id > (ids[ids.length - 1] as number)) low = middle + 1
      else {
        const at = placeOf(ids, id)
        return at < 0 ? -1 : (this.firsts[middle] as number) + at
      }
    }
    return -1
  }

  /** The block that a row is in, and its place there. */
  blockOf(row: number): [block: number, place: number] {
    const { firsts } = this
    let [low, high] = [0, firsts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((firsts[middle] as number) <= row) low = middle
      else high = middle - 1
    }
    return [low, row - (firsts[low] as number)]
  }

  clear(): void {
    this.blocks.length = this.firsts.length = this.count = 0
  }
}

function placeOf(ids: Float64Array, id: number): number {
  // Where no id is left out, it stands at once.
  const guess = id - (ids[0] as number)
  if (ids[guess] === id) return guess
  let [low, high] = [0, Math.min(guess, ids.length - 1)]
  while (low <= high) {
    const middle = (low + high) >> 1
    const there = ids[middle] as number
    if (there === id) return middle
    if (there < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}
