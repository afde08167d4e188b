/**
 * How many of `count` places, from the first, hold: those that do come before those that do not.
 *
 * @example bisect(4, (i) => [1, 3, 5, 7][i]! < 5) // 2
 */
export function bisect(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The place of a value among `count` rising ones, −1 where it is not among them. */
export function sortedIndexOf(values: ArrayLike<number>, value: number, count = values.length): number {
  const place = bisect(count, (i) => (values[i] as number) < value)
  return place < count && values[place] === value ? place : -1
}
