const maxName = 80

/** The name of an ICC profile (ICC.1:2022, 7 and 9.2.41); undefined where it tells none. The profile may be damaged. */
export function profileName(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number) => (at + 4 <= bytes.length ? view.getUint32(at) : 0)
  const latin = (from: number, length: number) =>
    String.fromCharCode(...bytes.subarray(from, from + Math.min(length, maxName)))
  const count = Math.min(word(128), 100)
  for (let i = 0; i < count; i++) {
    const [tag, at] = [latin(132 + i * 12, 4), word(136 + i * 12)]
    if (tag !== 'desc' || at === 0) continue
    const kind = latin(at, 4)
    if (kind === 'desc') return plain(latin(at + 12, word(at + 8)))
    if (kind !== 'mluc' || word(at + 8) === 0) return undefined
    const [length, from] = [Math.min(word(at + 20), 2 * maxName), at + word(at + 24)]
    const units = Array.from({ length: length >> 1 }, (_, n) => word(from + n * 2) >>> 16)
    return plain(String.fromCharCode(...units))
  }
  return undefined
}

function plain(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f"]/g, '').trim() || undefined
}
