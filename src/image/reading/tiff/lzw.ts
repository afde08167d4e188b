/**
 * LZW as TIFF has it: codes of 9 to 12 bits, the highest bit first, one step wider a code early (TIFF 6.0, section 13). Gives
 * at most `length` bytes, fewer where the input ends or is damaged.
 */
export function decodeLzw(bytes: Uint8Array, length: number): Uint8Array {
  const [clear, end] = [256, 257]
  const out = new Uint8Array(length)
  /** Where each code's string begins in `out`, and its length. */
  const from = new Int32Array(4097)
  const lengths = new Int32Array(4097)
  let [next, width, previous] = [258, 9, -1]
  let [buffer, held, to] = [0, 0, 0]
  for (let at = 0; to < length;) {
    while (held < width && at < bytes.length) {
      buffer = ((buffer << 8) | bytes[at++]!) & 0xffffff
      held += 8
    }
    if (held < width) break
    const code = (buffer >> (held - width)) & ((1 << width) - 1)
    held -= width
    if (code === end) break
    if (code === clear) {
      ;[next, width, previous] = [258, 9, -1]
      continue
    }
    const start = to
    if (code < 256) out[to++] = code
    else {
      // A code that is just being made stands for the string before with its own first byte after it.
      const known = code < next
      if ((!known && previous < 0) || code > next) break
      const source = known ? from[code]! : previous
      const count = Math.min(known ? lengths[code]! : start - previous + 1, length - to)
      for (let i = 0; i < count; i++) out[to++] = out[source + i]!
    }
    if (previous >= 0 && next < 4096) {
      from[next] = previous
      lengths[next] = start - previous + 1
      next++
    }
    previous = start
    if (next >= (1 << width) - 1 && width < 12) width++
  }
  return out.subarray(0, to)
}
