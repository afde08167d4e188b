const [extension, frame] = [0x21, 0x2c]
const mostCodes = 4096

/**
 * How many pixels of its first frame a GIF lacks: libvips fills them up without a word. 0 where there is no frame that can be
 * found, which it refuses by itself (GIF89a, sections 20 to 22 and appendix F).
 */
export function missingGifPixels(bytes: Uint8Array): number {
  let at = 13 + colorTable(bytes[10] ?? 0)
  while (bytes[at] === extension) at = behindBlocks(bytes, at + 2)
  if (bytes[at] !== frame || at + 10 >= bytes.length) return 0
  const word = (place: number) => (bytes[place] as number) | ((bytes[place + 1] as number) << 8)
  const pixels = word(at + 5) * word(at + 7)
  const data = at + 10 + colorTable(bytes[at + 9] as number)
  return Math.max(0, pixels - pixelsOf(blocks(bytes, data + 1), bytes[data] ?? 0, pixels))
}

/** Bytes of the colour table that a byte of flags announces. */
const colorTable = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

function behindBlocks(bytes: Uint8Array, from: number): number {
  let at = from
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += length + 1
  return at + 1
}

function* blocks(bytes: Uint8Array, from: number): Generator<number, void> {
  let at = from
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
    yield* bytes.subarray(at + 1, at + 1 + length)
    at += length + 1
  }
}

/** How many pixels libvips takes from the LZW codes of `data`, up to `enough`: the last code only where another one, such as the end's, is behind it. */
function pixelsOf(data: Iterable<number>, least: number, enough: number): number {
  if (least < 1 || least > 11) return 0
  const clear = 2 ** least
  const lengths = new Uint32Array(mostCodes).fill(1, 0, clear)
  let [size, next, before, pixels] = [least + 1, clear + 2, -1, 0]
  let [bits, held, last] = [0, 0, 0]
  for (const byte of data) {
    bits |= byte << held
    held += 8
    while (held >= size) {
      const code = bits & (2 ** size - 1)
      bits >>>= size
      held -= size
      if (pixels >= enough || code === clear + 1) return pixels
      if (code === clear) {
        ;[size, next, before] = [least + 1, clear + 2, -1]
        continue
      }
      if (code > next || (before < 0 && code > clear)) return pixels
      const added = before < 0 ? 0 : (lengths[before] as number) + 1
      if (before >= 0 && next < mostCodes) lengths[next++] = added
      last = lengths[code] ?? 0
      pixels += last
      if (next === 2 ** size && size < 12) size++
      before = code
    }
  }
  return pixels - last
}
