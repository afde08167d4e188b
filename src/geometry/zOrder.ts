const bits = 11
const cells = 2 ** bits

/**
 * Numbers 0..N-1 of boxes, f64 [N, 4] of left, top, right, bottom, in the order of their middles along a Z-curve (Morton
 * 1966) over 2,048 × 2,048 cells: what is near in the image is mostly near in the order. Two sweeps of a counting sort.
 */
export function zOrder(corners: Float64Array): Uint32Array {
  const [fromX, perX] = scaleOf(corners, 0)
  const [fromY, perY] = scaleOf(corners, 1)
  const count = corners.length / 4
  const keys = scratch(0, count)
  for (let i = 0, at = 0; i < keys.length; i++, at += 4) {
    const column = ((corners[at] as number) + (corners[at + 2] as number) - fromX) * perX
    const row = ((corners[at + 1] as number) + (corners[at + 3] as number) - fromY) * perY
    // As whole numbers: what is not finite lies in the first cell.
    keys[i] = (spread[column | 0] as number) | ((spread[row | 0] as number) << 1)
  }
  return sweep(keys, bits, sweep(keys, 0, undefined, scratch(1, count)), new Uint32Array(count))
}

/** Numbers up to which scratch memory is kept: what comes and goes makes the collector look at everything. */
const maxKept = 65_536
const kept = [new Uint32Array(maxKept), new Uint32Array(maxKept)] as const

function scratch(which: 0 | 1, count: number): Uint32Array {
  return count <= maxKept ? kept[which].subarray(0, count) : new Uint32Array(count)
}

/** Twice the least middle along an axis, and what takes such values from there to cells. */
function scaleOf(corners: Float64Array, axis: 0 | 1): [number, number] {
  let least = Infinity
  let most = -Infinity
  for (let at = axis; at < corners.length; at += 4) {
    const value = (corners[at] as number) + (corners[at + 2] as number)
    if (value < least) least = value
    if (value > most) most = value
  }
  return most > least ? [least, (cells - 0.001) / (most - least)] : [least, 0]
}

/** The numbers sorted by eleven bits of their keys into `sorted`, equal ones as they came. */
function sweep(
  keys: Uint32Array,
  shift: number,
  order: Uint32Array | undefined,
  sorted: Uint32Array,
): Uint32Array {
  const starts = new Uint32Array(cells + 1)
  const mask = cells - 1
  for (let i = 0; i < keys.length; i++) starts[(((keys[i] as number) >>> shift) & mask) + 1]!++
  for (let i = 1; i < cells; i++) starts[i]! += starts[i - 1] as number
  for (let k = 0; k < keys.length; k++) {
    const i = order ? (order[k] as number) : k
    sorted[starts[((keys[i] as number) >>> shift) & mask]!++] = i
  }
  return sorted
}

/** Puts a zero between each two bits of a cell's number. */
const spread = Uint32Array.from({ length: cells }, (_, cell) => {
  let value = (cell | (cell << 8)) & 0x00ff00ff
  value = (value | (value << 4)) & 0x0f0f0f0f
  value = (value | (value << 2)) & 0x33333333
  return (value | (value << 1)) & 0x55555555
})
