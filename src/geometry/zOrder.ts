/**
 * Numbers 0..count-1 in the order along a Z-curve (Morton 1966) over 1,024 × 1,024 cells: what is near in the image is
 * mostly near in the order.
 */
export function zOrder(count: number, place: (i: number) => { x: number; y: number }): Uint32Array {
  const [xs, ys] = [new Float64Array(count), new Float64Array(count)]
  let [right, bottom] = [1, 1]
  for (let i = 0; i < count; i++) {
    const { x, y } = place(i)
    right = Math.max(right, (xs[i] = x))
    bottom = Math.max(bottom, (ys[i] = y))
  }
  // Key and number share one float64 (20 and 32 bits), so that the native sort of plain numbers does the work.
  const cell = (value: number, most: number) => Math.max(0, Math.floor((value / most) * 1023))
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const z = spread(cell(xs[i] as number, right)) + 2 * spread(cell(ys[i] as number, bottom))
    keys[i] = z * 2 ** 32 + i
  }
  keys.sort()
  return Uint32Array.from(keys, (key) => key % 2 ** 32)
}

/** Puts a zero between each two of ten bits. */
function spread(bits: number): number {
  let value = (bits | (bits << 8)) & 0x00ff00ff
  value = (value | (value << 4)) & 0x0f0f0f0f
  value = (value | (value << 2)) & 0x33333333
  return (value | (value << 1)) & 0x55555555
}
