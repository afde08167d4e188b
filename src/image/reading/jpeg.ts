import { photometrics } from './tiff/tiffTags'

// As much of JPEG (ITU T.81, annex B) as it takes to move tiles between files without decoding them.

const startOfImage = 0xd8
const startOfScan = 0xda

/** The segments before the picture data: marker, and where it begins and ends with its two marker bytes. */
function* segments(bytes: Uint8Array): Generator<{ marker: number; from: number; to: number }> {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    const to = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!
    if (to > bytes.length) return
    yield { marker, from: at, to }
    if (marker === startOfScan) return
    at = to
  }
}

/** The size that a JPEG claims to have; undefined where it is none. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  for (const { marker, from } of segments(bytes)) {
    // SOF0 to SOF15 without DHT, JPG and DAC.
    if (marker < 0xc0 || marker > 0xcf || marker === 0xc4 || marker === 0xc8 || marker === 0xcc) continue
    const two = (at: number) => bytes[from + at]! * 256 + bytes[from + at + 1]!
    return { width: two(7), height: two(5) }
  }
  return undefined
}

/** How many pictures a JPEG's beginning announces (CIPA DC-007, NumberOfImages); 1 where it is the only one. */
export function jpegPictures(start: Uint8Array): number {
  for (const { marker, from, to } of segments(start)) {
    const name = String.fromCharCode(...start.subarray(from + 4, from + 8))
    if (marker !== 0xe2 || name !== 'MPF\0') continue
    const view = new DataView(start.buffer, start.byteOffset + from + 8, to - from - 8)
    if (view.byteLength < 10) return 1
    const little = start[from + 8] === 0x49
    const at = view.getUint32(4, little)
    for (let entry = at + 2; entry + 12 <= view.byteLength; entry += 12)
      if (view.getUint16(entry, little) === 0xb001) return Math.max(1, view.getUint32(entry + 8, little))
  }
  return 1
}

/**
 * A tile of a JPEG TIFF lacks its tables, which the page holds once (TIFF Technical Note 2): they go in after the start
 * marker. Tiles stored as RGB also need Adobe's APP14 with transform 0, or every reader takes them for YCbCr.
 */
export function wholeJpeg(tile: Uint8Array, tables: Uint8Array | undefined, photometric: number): Uint8Array {
  const adobe =
    photometric === photometrics.rgb
      ? [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0]
      : []
  const shared = tables && tables.length > 4 ? tables.subarray(2, tables.length - 2) : new Uint8Array(0)
  const out = new Uint8Array(tile.length + adobe.length + shared.length)
  out.set(tile.subarray(0, 2))
  out.set(adobe, 2)
  out.set(shared, 2 + adobe.length)
  out.set(tile.subarray(2), 2 + adobe.length + shared.length)
  return out
}
