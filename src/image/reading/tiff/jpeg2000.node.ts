import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { says } from '../../../messages/says/says'

/** OpenJPEG as WebAssembly: what of it is used here. It has no types of its own. */
interface OpenJpeg {
  readonly J2KDecoder: new () => Decoder
}
interface Decoder {
  /** Memory of the decoder, to be filled with a file. */
  getEncodedBuffer(bytes: number): Uint8Array
  decode(): void
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number }
  getDecodedBuffer(): Uint8Array
  delete(): void
}
type Load = (options: {
  wasmBinary: Uint8Array
  print(line: string): void
  printErr(line: string): void
}) => Promise<OpenJpeg>

/** What a tile of JPEG 2000 must hold, as its page says. */
export interface Jpeg2000Form {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly bits: number
  readonly signed: boolean
  /** Its three channels are luma and chroma, which no transform of its own has made of colours (Aperio's slides). */
  readonly ycc: boolean
}

interface Decoded {
  readonly data: Uint8Array | Int8Array | Uint16Array | Int16Array
  readonly width: number
  readonly height: number
}

let loading: Promise<OpenJpeg> | undefined
/** OpenJPEG tells of damage by what it prints, and goes on. */
let complaints: string[] = []

/** Only who has such a picture needs it. */
async function openJpeg(): Promise<OpenJpeg> {
  const require = createRequire(import.meta.url)
  const load = require('@cornerstonejs/codec-openjpeg/decodewasmjs') as Load
  const hear = (line: string) => void (/^\[(ERROR|WARNING)\]/.test(line) && complaints.push(line))
  return load({
    wasmBinary: readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/decodewasm')),
    print: hear,
    printErr: hear,
  })
}

/**
 * The samples of a tile of JPEG 2000 (ISO/IEC 15444-1), a codestream or a JP2 file, interleaved. Throws an Error where it is
 * damaged, or not what its page says.
 */
export async function decodeJpeg2000(bytes: Uint8Array, form: Jpeg2000Form): Promise<Decoded> {
  const size = sizeOf(bytes)
  // Before anything is decoded: what it claims decides how much memory is asked for.
  if (!size || size.width < 1 || size.height < 1) throw new Error(says.tiff.aTileIsNoJpeg2000)
  if (size.width > form.width || size.height > form.height) throw new Error(says.tiff.aTileHasAnotherSize)
  if (size.bits.length !== form.channels)
    throw new Error(says.tiff.aTileHasChannelsChannels(size.bits.length, form.channels))
  if (size.bits.some((bits) => bits !== form.bits) || size.signed !== form.signed)
    throw new Error(says.tiff.aTileHasAnotherDepth)
  const data = await decoded(bytes, size.width * size.height * form.channels * (form.bits / 8))
  // With fewer samples of chroma OpenJPEG has made colours of them already.
  if (form.ycc && !size.subsampled) toColors(data)
  return { data: typed(data, form), width: size.width, height: size.height }
}

async function decoded(bytes: Uint8Array, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const { J2KDecoder } = await (loading ??= openJpeg())
  complaints = []
  const decoder = new J2KDecoder()
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    if (complaints.length > 0) throw new Error(says.tiff.aTileIsDamagedJpeg2000)
    const found = decoder.getDecodedBuffer()
    if (found.length !== length) throw new Error(says.tiff.aTileIsDamagedJpeg2000)
    return Uint8Array.from(found)
  } catch {
    // What it keeps in memory may be wrong from here on.
    loading = undefined
    throw new Error(says.tiff.aTileIsDamagedJpeg2000)
  } finally {
    if (loading) decoder.delete()
  }
}

interface CodestreamSize {
  readonly width: number
  readonly height: number
  /** Of each channel. */
  readonly bits: readonly number[]
  readonly signed: boolean
  /** Some channels have fewer samples than others. */
  readonly subsampled: boolean
}

/** What the SIZ marker of a codestream says (ISO/IEC 15444-1, A.5.1); undefined where there is none. */
function sizeOf(bytes: Uint8Array): CodestreamSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = codestreamAt(view)
  if (at + 42 > view.byteLength || view.getUint32(at) !== 0xff4fff51) return undefined
  const corner = (from: number) => view.getUint32(at + from) - view.getUint32(at + from + 8)
  const channels = view.getUint16(at + 40)
  if (at + 42 + 3 * channels > view.byteLength || channels === 0) return undefined
  const each = Array.from({ length: channels }, (_, i) => {
    const [depth, dx, dy] = [0, 1, 2].map((byte) => view.getUint8(at + 42 + 3 * i + byte)) as [
      number,
      number,
      number,
    ]
    return { bits: (depth & 127) + 1, signed: depth > 127, dx, dy }
  })
  return {
    width: corner(8),
    height: corner(12),
    bits: each.map(({ bits }) => bits),
    signed: each.some(({ signed }) => signed),
    subsampled: each.some(({ dx, dy }) => dx !== 1 || dy !== 1),
  }
}

/** Where the codestream begins: at once, or in a box of a JP2 file (ISO/IEC 15444-1, I.4). */
function codestreamAt(view: DataView): number {
  if (view.byteLength < 12 || view.getUint32(4) !== 0x6a502020) return 0
  for (let at = 0; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at)
    if (view.getUint32(at + 4) === 0x6a703263) return at + (length === 1 ? 16 : 8)
    if (length < 8) break
    at += length
  }
  return view.byteLength
}

/** Y, Cb and Cr of 8 bits to red, green and blue, in place (JFIF 1.02; rounded as OpenSlide does it). */
function toColors(data: Uint8Array<ArrayBuffer>): void {
  const out = new Uint8ClampedArray(data.buffer)
  for (let i = 0; i + 2 < data.length; i += 3) {
    const [y, cb, cr] = [data[i]!, data[i + 1]! - 128, data[i + 2]! - 128]
    out[i] = y + Math.floor(1.402 * cr + 0.5)
    out[i + 1] = y + Math.floor(0.5 - 0.344_14 * cb - 0.714_14 * cr)
    out[i + 2] = y + Math.floor(1.772 * cb + 0.5)
  }
}

function typed(data: Uint8Array<ArrayBuffer>, { bits, signed }: Jpeg2000Form): Decoded['data'] {
  if (bits === 8) return signed ? new Int8Array(data.buffer) : data
  return signed ? new Int16Array(data.buffer) : new Uint16Array(data.buffer)
}
