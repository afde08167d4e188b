import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { Decompress, decompress } from 'fzstd'
import { says } from '../../../messages/says/says'
import { decodeLzw } from './lzw'
import { compressions } from './tiffTags'

const inflateAsync = promisify(inflate)

/**
 * The bytes of a tile or strip out of what is stored: at most `length`, or one more; fewer where it is damaged or cut off. Throws
 * where the compression's own checks fail.
 */
export async function unpack(compression: number, bytes: Uint8Array, length: number): Promise<Uint8Array> {
  switch (compression) {
    case compressions.none:
      return bytes
    case compressions.lzw:
      return decodeLzw(bytes, length)
    case compressions.packbits:
      return decodePackBits(bytes, length)
    case compressions.zstd:
      return decodeZstd(bytes, length)
    default:
      // One byte more, so that a stream of just the right length is not taken for too long a one.
      return inflateAsync(bytes, { maxOutputLength: length + 1 })
  }
}

/** Frames that tell their size, as libtiff's do, are decoded into memory of that size; others piece by piece (RFC 8878, 3.1.1.1). */
function decodeZstd(bytes: Uint8Array, length: number): Uint8Array {
  const size = zstdSize(bytes)
  if ((size ?? 0) > length) throw new Error(says.tiff.aTileHoldsMoreThan)
  if (size !== undefined) return decompress(bytes, new Uint8Array(size))
  const out = new Uint8Array(length)
  let to = 0
  const stream = new Decompress((piece) => {
    if (to + piece.length > length) throw new Error(says.tiff.aTileHoldsMoreThan)
    out.set(piece, to)
    to += piece.length
  })
  stream.push(bytes, true)
  return out.subarray(0, to)
}

/** What a frame says that it holds, in bytes; undefined where it does not say. */
function zstdSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 9 || view.getUint32(0, true) !== 0xfd2fb528)
    throw new Error(says.tiff.aTileIsNoZstandard)
  const descriptor = bytes[4]!
  const single = (descriptor & 32) !== 0
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!
  // The largest window that a frame of a tile can need.
  if (!single && bytes[5]! >> 3 > 17) throw new Error(says.tiff.aTileNeedsTooMuch)
  const field = descriptor >> 6
  if (field === 0) return single ? bytes[at] : undefined
  if (field === 1) return view.getUint16(at, true) + 256
  return field === 2 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true))
}

/** PackBits (TIFF 6.0, section 9). */
function decodePackBits(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  let to = 0
  for (let at = 0; at < bytes.length && to < length;) {
    const n = bytes[at++]!
    if (n === 128) continue
    if (n < 128) {
      const run = bytes.subarray(at, at + Math.min(n + 1, length - to))
      out.set(run, to)
      to += run.length
      at += n + 1
    } else {
      const end = Math.min(length, to + 257 - n)
      out.fill(bytes[at++] ?? 0, to, end)
      to = end
    }
  }
  return out.subarray(0, to)
}
