import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { AppError } from '../base/errors'
import { jpegSize } from './jpeg'
import { decodeLzw } from './lzw'
import type { Pixels, Samples } from './pixels'
import { sharp } from './sharp.node'
import type { TiffPage } from './tiffDirectory.node'
import { compressions, photometrics, planars } from './tiffTags'
import { wholeJpeg } from './jpeg'

const inflateAsync = promisify(inflate)

/** A tile of more bytes than this is refused: the file is hostile, or of no use to anybody. */
export const segmentLimit = 128 * 1024 * 1024

type Layout = Pick<
  TiffPage,
  | 'bits'
  | 'samples'
  | 'planar'
  | 'compression'
  | 'photometric'
  | 'predictor'
  | 'sampleFormat'
  | 'littleEndian'
  | 'jpegTables'
>

/** Why a page's tiles cannot be decoded here, in words; undefined where they can. */
export function unreadable(page: TiffPage): string | undefined {
  const { bits, samples, planar, compression, photometric, predictor, sampleFormat } = page
  const known: readonly number[] = Object.values(compressions)
  if (!known.includes(compression)) return `compression ${compression}`
  if (bits !== 8 && bits !== 16) return `${bits} bits a sample`
  if (sampleFormat !== 1) return 'samples with a sign or a fraction'
  if (samples < 1 || samples > 64) return `${samples} channels`
  if (!Object.values<number>(photometrics).includes(photometric))
    return `photometric interpretation ${photometric}`
  if (photometric === photometrics.ycbcr && compression !== compressions.jpeg) return 'YCbCr without JPEG'
  if (predictor > 2) return `predictor ${predictor}`
  const whole = compression === compressions.jpeg || compression === compressions.webp
  if (
    whole &&
    (bits !== 8 || (samples !== 1 && samples !== 3) || (samples === 3 && planar !== planars.chunky))
  )
    return 'JPEG or WebP of other than 8-bit grey or RGB'
  if (page.segmentWidth * page.segmentHeight * samples * (bits / 8) > segmentLimit)
    return 'tiles of more than 128 MB'
  return undefined
}

/**
 * The samples of one tile or strip: width × height × (planar separate ? 1 : samples). What is compressed may be hostile: it
 * never yields more than the tile holds. Throws an Error that says what is wrong.
 */
export async function decodeSegment(
  page: Layout,
  bytes: Buffer,
  width: number,
  height: number,
): Promise<Pixels> {
  const channels = page.planar === planars.separate ? 1 : page.samples
  if (page.compression === compressions.jpeg || page.compression === compressions.webp)
    return decodeWhole(page, bytes, width, height, channels)
  const length = width * height * channels * (page.bits / 8)
  const raw = await unpack(page.compression, bytes, length)
  if (raw.length < length) throw new Error('a tile is cut off')
  const data =
    page.bits === 8 ? new Uint8Array(raw.subarray(0, length)) : words(raw, length, page.littleEndian)
  if (page.predictor === 2) undoPredictor(data, width, height, channels)
  return { data, width, height, channels }
}

async function unpack(compression: number, bytes: Buffer, length: number): Promise<Uint8Array> {
  if (compression === compressions.none) return bytes
  if (compression === compressions.lzw) return decodeLzw(bytes, length)
  if (compression === compressions.packbits) return decodePackBits(bytes, length)
  // One byte more, so that a stream of just the right length is not taken for too long a one.
  return inflateAsync(bytes, { maxOutputLength: length + 1 })
}

async function decodeWhole(
  page: Layout,
  bytes: Buffer,
  width: number,
  height: number,
  channels: number,
): Promise<Pixels> {
  const jpeg = page.compression === compressions.jpeg
  const file = jpeg ? wholeJpeg(bytes, page.jpegTables, page.photometric) : bytes
  const size = jpeg ? jpegSize(file) : await sharp(file).metadata()
  if (!size || size.width > width || size.height > height)
    throw new Error('a tile has another size than its page says')
  const decoded = sharp(file, { failOn: 'error', limitInputPixels: false })
  const { data, info } = await decoded
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== channels)
    throw new Error(`a tile has ${info.channels} channels in place of ${channels}`)
  return { data, width: info.width, height: info.height, channels }
}

function words(raw: Uint8Array, length: number, little: boolean): Uint16Array {
  const data = new Uint16Array(length / 2)
  const bytes = new Uint8Array(data.buffer)
  bytes.set(raw.subarray(0, length))
  // Every platform that we run on is little-endian.
  if (!little) Buffer.from(data.buffer).swap16()
  return data
}

/** Horizontal differencing (TIFF 6.0, section 14). */
function undoPredictor(data: Samples, width: number, height: number, channels: number): void {
  const row = width * channels
  for (let y = 0; y < height; y++)
    for (let at = y * row + channels; at < (y + 1) * row; at++) data[at] = data[at]! + data[at - channels]!
}

/** The same in the other direction, in place. */
export function applyPredictor(data: Samples, width: number, height: number, channels: number): void {
  const row = width * channels
  for (let y = 0; y < height; y++)
    for (let at = (y + 1) * row - 1; at >= y * row + channels; at--)
      data[at] = data[at]! - data[at - channels]!
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

/** One sentence about a tile that could not be read. */
export function damagedTile(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const reason = cause instanceof Error ? cause.message.split('\n')[0]?.slice(0, 120) : String(cause)
  return new AppError(
    'tile-damaged',
    `A part of "${path}" is damaged (${reason}): copy it again from where it came.`,
    { cause },
  )
}
