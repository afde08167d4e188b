import { samplesOf, type Depth, type Pixels, type Samples } from '../../pixels/pixels'
import { says } from '../../../messages/says/says'
import type { TiffPage } from './tiffPage'
import { photometrics, sampleFormats } from './tiffTags'

/** How a page's samples are stored. */
export type SampleForm = Pick<
  TiffPage,
  'bits' | 'sampleFormat' | 'photometric' | 'colorMap' | 'noData' | 'littleEndian' | 'predictor'
>

type Stored =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

const isWhole = (format: number) => format === sampleFormats.whole || format === sampleFormats.unknown

/** Why samples of this form cannot be read, in words; undefined where they can. */
export function unknownForm({ bits, sampleFormat, photometric, predictor }: SampleForm): string | undefined {
  const { signed, real } = sampleFormats
  const few = [1, 2, 4].includes(bits)
  const known = isWhole(sampleFormat)
    ? few || [8, 16, 32].includes(bits)
    : (sampleFormat === signed && [8, 16, 32].includes(bits)) ||
      (sampleFormat === real && [16, 32, 64].includes(bits))
  if (bits === 0) return says.tiff.channelsOfDifferentDepth
  if (sampleFormat > sampleFormats.unknown) return says.tiff.complexNumbersAsSamples
  if (!known) return says.tiff.samplesOfBitsBits(bits)
  if (photometric === photometrics.palette && (bits > 8 || !isWhole(sampleFormat)))
    return says.tiff.aPaletteOfBitsBits(bits)
  if (predictor > 3 || (predictor === 3 && sampleFormat !== real) || (predictor === 2 && (few || bits > 32)))
    return says.tiff.predictorPredictorWithBitsBits(predictor, bits)
  return undefined
}

/** The depth that samples of this form are kept in. */
export function keptDepth({ bits, sampleFormat, noData }: SampleForm): Depth {
  if (!isWhole(sampleFormat) || bits > 16) return 32
  if (bits <= 8) return 8
  return noData === undefined ? 16 : 32
}

/**
 * The samples of a tile out of its bytes: `width` × `height` × `channels`; a palette's colours make three of one. White is zero
 * becomes black is zero; what has no value becomes NaN where the depth allows it.
 */
export function readSamples(
  form: SampleForm,
  raw: Uint8Array,
  { width, height, channels }: Omit<Pixels, 'data'>,
): Samples {
  const row = width * channels
  if (form.bits < 8) return shown(form, spread(raw, row, height, form.bits))
  const bytes = new Uint8Array(height * row * (form.bits / 8))
  bytes.set(raw.subarray(0, bytes.length))
  if (form.predictor === 3) undoRealPredictor(bytes, row, channels, form.bits / 8)
  // Every platform that we run on is little-endian.
  else if (!form.littleEndian) swap(bytes, form.bits)
  if (form.predictor === 2) undoPredictor(bytes, row, channels, form.bits)
  return shown(form, storedAs(form, bytes))
}

/** What is shown of samples that are decoded already. */
export function shown(form: SampleForm, stored: ArrayLike<number>): Samples {
  const { bits, photometric, noData, sampleFormat, colorMap } = form
  if (photometric === photometrics.palette && colorMap) return colored(stored, colorMap)
  const white = photometric === photometrics.white && isWhole(sampleFormat)
  const most = 2 ** bits - 1
  const depth = keptDepth(form)
  if (depth === 32) {
    const out = stored instanceof Float32Array ? stored : Float32Array.from(stored)
    // A value without meaning may be written in more digits than its samples have.
    const none = noData === undefined ? NaN : Math.fround(noData)
    for (let i = 0; i < out.length; i++) {
      if (out[i] === none) out[i] = NaN
      else if (white) out[i] = most - out[i]!
    }
    return out
  }
  const scale = depth === 8 && bits < 8 ? 255 / most : 1
  if (!white && scale === 1 && (stored instanceof Uint8Array || stored instanceof Uint16Array)) return stored
  const out = samplesOf(depth, stored.length)
  for (let i = 0; i < out.length; i++) out[i] = (white ? most - stored[i]! : stored[i]!) * scale
  return out
}

function colored(stored: ArrayLike<number>, map: readonly number[]): Uint8Array {
  const size = map.length / 3
  // Old writers fill in 8 bits of the 16.
  const shift = map.some((value) => value > 255) ? 8 : 0
  const out = new Uint8Array(stored.length * 3)
  for (let i = 0, to = 0; i < stored.length; i++)
    for (let c = 0; c < 3; c++) out[to++] = (map[c * size + stored[i]!] ?? 0) >> shift
  return out
}

/** Samples of 1, 2 or 4 bits, the highest first; rows begin with a byte. */
function spread(raw: Uint8Array, row: number, height: number, bits: number): Uint8Array {
  const out = new Uint8Array(row * height)
  const bytesOfRow = Math.ceil((row * bits) / 8)
  const mask = 2 ** bits - 1
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < row; x++) {
      const bit = x * bits
      out[to++] = (raw[y * bytesOfRow + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask
    }
  return out
}

/** Bytes of a row as they are stored. */
export function rowBytes(row: number, bits: number): number {
  return Math.ceil((row * bits) / 8)
}

function storedAs({ bits, sampleFormat }: SampleForm, { buffer }: Uint8Array<ArrayBuffer>): Stored {
  if (sampleFormat === sampleFormats.real)
    return bits === 16
      ? halves(new Uint16Array(buffer))
      : bits === 32
        ? new Float32Array(buffer)
        : new Float64Array(buffer)
  if (sampleFormat === sampleFormats.signed)
    return bits === 8 ? new Int8Array(buffer) : bits === 16 ? new Int16Array(buffer) : new Int32Array(buffer)
  return bits === 8 ? new Uint8Array(buffer) : bits === 16 ? new Uint16Array(buffer) : new Uint32Array(buffer)
}

/** IEEE 754 half precision. */
function halves(words: Uint16Array): Float32Array {
  return Float32Array.from(words, (word) => {
    const [exponent, fraction] = [(word >> 10) & 31, word & 1023]
    const value =
      exponent === 31
        ? fraction
          ? NaN
          : Infinity
        : exponent === 0
          ? fraction * 2 ** -24
          : (1 + fraction / 1024) * 2 ** (exponent - 15)
    return word & 0x8000 ? -value : value
  })
}

function swap(bytes: Uint8Array<ArrayBuffer>, bits: number): void {
  const buffer = Buffer.from(bytes.buffer)
  if (bits === 16) buffer.swap16()
  if (bits === 32) buffer.swap32()
  if (bits === 64) buffer.swap64()
}

/** Horizontal differencing (TIFF 6.0, section 14), of whole numbers whatever the samples are. */
function undoPredictor(bytes: Uint8Array<ArrayBuffer>, row: number, channels: number, bits: number): void {
  const { buffer } = bytes
  const data =
    bits === 8
      ? bytes
      : bits === 16
        ? new Uint16Array(buffer)
        : bits === 32
          ? new Uint32Array(buffer)
          : undefined
  if (!data) throw new Error(`predictor 2 with samples of ${bits} bits`)
  for (let start = 0; start < data.length; start += row)
    for (let at = start + channels; at < start + row; at++) data[at] = data[at]! + data[at - channels]!
}

/** Floating point by bytes of equal weight, the highest first, and those differenced (TIFF Technical Note 3). */
function undoRealPredictor(
  bytes: Uint8Array<ArrayBuffer>,
  row: number,
  channels: number,
  size: number,
): void {
  const line = new Uint8Array(row * size)
  const height = bytes.length / line.length
  for (let y = 0; y < height; y++) {
    const own = bytes.subarray(y * line.length, (y + 1) * line.length)
    for (let at = channels; at < own.length; at++) own[at] = own[at]! + own[at - channels]!
    line.set(own)
    for (let x = 0; x < row; x++)
      for (let b = 0; b < size; b++) own[x * size + b] = line[(size - 1 - b) * row + x]!
  }
}

/** Differences of neighbours in a row of one channel, in place, as `readSamples` undoes them: of bytes where they are real. */
export function applyPredictor(data: Samples, width: number, height: number): Uint8Array {
  if (data instanceof Float32Array) return splitReals(data, width, height)
  for (let y = 0; y < height; y++)
    for (let at = (y + 1) * width - 1; at > y * width; at--) data[at] = data[at]! - data[at - 1]!
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function splitReals(data: Float32Array, width: number, height: number): Uint8Array {
  const from = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const out = new Uint8Array(from.length)
  const line = width * 4
  for (let y = 0; y < height; y++) {
    const start = y * line
    for (let x = 0; x < width; x++)
      for (let b = 0; b < 4; b++) out[start + (3 - b) * width + x] = from[start + x * 4 + b]!
    for (let at = start + line - 1; at > start; at--) out[at] = out[at]! - out[at - 1]!
  }
  return out
}
