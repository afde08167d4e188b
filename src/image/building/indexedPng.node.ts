import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflate } from 'node:zlib'
import { writeError } from '../../files/diskErrors'
import { claimPartial, commitPartial } from '../../files/replaceFile.node'

/** What a picture of palette values is. */
export interface IndexedPicture {
  readonly width: number
  readonly height: number
  /** Red, green, blue of 256 values. */
  readonly palette: Uint8Array
  /** Its rows from the top down, some at a time: u8 [n, width]. */
  readonly bands: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/**
 * Writes a PNG of 8-bit palette values (PNG, third edition) of any size, without holding it in memory; it is whole or not there.
 * Throws AppError with a sentence where the disk does not take it.
 */
export async function writeIndexedPng(
  path: string,
  picture: IndexedPicture,
  signal: AbortSignal,
): Promise<void> {
  let partial: string | undefined
  try {
    partial = await claimPartial(path)
    const source = Readable.from(scanLines(picture))
    await pipeline(source, createDeflate(), chunks(picture), createWriteStream(partial), { signal })
    await commitPartial(partial, path)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    signal.throwIfAborted()
    throw writeError(path, error)
  }
}

/** Each row behind a 0: its bytes are not filtered. */
async function* scanLines({ width, bands }: IndexedPicture): AsyncGenerator<Uint8Array> {
  for await (const band of bands) {
    const rows = band.length / width
    const lines = new Uint8Array(rows * (width + 1))
    for (let y = 0; y < rows; y++) lines.set(band.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
    yield lines
  }
}

/** The header and the palette before the compressed data, each piece of which becomes a chunk, and the end after it. */
function chunks({ width, height, palette }: IndexedPicture): Transform {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits, palette; deflate, the usual filters, not interlaced.
  header.set([8, 3, 0, 0, 0], 8)
  const out = new Transform({
    transform: (data: Buffer, _, done) => done(null, chunk('IDAT', data)),
    flush: (done) => done(null, chunk('IEND', Buffer.alloc(0))),
  })
  out.push(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  out.push(chunk('IHDR', header))
  out.push(chunk('PLTE', palette))
  return out
}

function chunk(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
