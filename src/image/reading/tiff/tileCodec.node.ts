import { AppError } from '../../../base/errors'
import { jpegSize, wholeJpeg } from '../jpeg'
import { says } from '../../../messages/says/says'
import { decodeJpeg2000 } from './jpeg2000.node'
import { decodeLerc, knownLerc } from './lerc.node'
import type { Pixels } from '../../pixels/pixels'
import { readSamples, rowBytes, shown, unknownForm, type SampleForm } from './sampleForms.node'
import { sharp } from '../sharp.node'
import type { TiffPage } from './tiffPage'
import { compressions, photometrics, planars, sampleFormats } from './tiffTags'
import { unpack } from './unpack.node'

/** A tile of more bytes than this is refused: the file is hostile, or of no use to anybody. */
export const segmentLimit = 128 * 1024 * 1024

export type Layout = SampleForm &
  Pick<TiffPage, 'samples' | 'planar' | 'compression' | 'jpegTables' | 'fillOrder' | 'lerc'>

/** What people call the compressions that we do not decode (libtiff's tiff.h; Adobe's and Aperio's own). */
const names: Readonly<Record<number, string | (() => string)>> = {
  2: () => says.tiff.ccittFax,
  3: () => says.tiff.ccittFax,
  4: () => says.tiff.ccittFax,
  6: () => says.tiff.oldStyleJpeg,
  9: 'JBIG',
  10: 'JBIG',
  22610: 'JPEG XR',
  34661: 'JBIG',
  34892: () => says.tiff.lossyJpegOfARaw,
  34925: 'LZMA',
  34933: 'PNG',
  34934: 'JPEG XR',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
}
const wholePictures: readonly number[] = [compressions.jpeg, compressions.webp]
const jpeg2000s: readonly number[] = [
  compressions.jpeg2000,
  compressions.aperioJpeg2000Ycc,
  compressions.aperioJpeg2000Lossy,
  compressions.aperioJpeg2000Rgb,
]

/** Why a page's tiles cannot be decoded here, in words; undefined where they can. */
export function unreadable(page: TiffPage): string | undefined {
  const { bits, samples, planar, compression, photometric } = page
  const known: readonly number[] = Object.values(compressions)
  if (!known.includes(compression)) return compressionName(compression)
  if (samples < 1 || samples > 64) return says.tiff.samplesChannels(samples)
  if (!Object.values<number>(photometrics).includes(photometric)) return unusualColors(photometric)
  const form = unknownForm(page)
  if (form) return form
  if (photometric === photometrics.palette && (samples !== 1 || page.colorMap?.length !== 3 * 2 ** bits))
    return says.tiff.aPaletteThatDoesNot
  if (photometric === photometrics.ycbcr && ![compressions.jpeg, ...jpeg2000s].includes(compression))
    return says.tiff.ycbCrColoursWithoutJpeg
  if (compression === compressions.lerc && !knownLerc(page.lerc)) return says.tiff.lercOfAnUnknownKind
  const each = planar === planars.separate ? 1 : samples
  if (
    wholePictures.includes(compression) &&
    (bits !== 8 || page.sampleFormat > 1 || ![1, 3, 4].includes(each))
  )
    return says.tiff.jpegOrWebPWith(samples, bits)
  const kept = [8, 16].includes(bits) && page.sampleFormat !== sampleFormats.real
  if (jpeg2000s.includes(compression) && (!kept || (isYcc(page) && (bits !== 8 || each !== 3))))
    return says.tiff.jpeg2000With(samples, bits)
  if (page.segmentWidth * page.segmentHeight * each * Math.max(1, bits / 8) > segmentLimit)
    return says.tiff.tilesOfMoreThan128
  return undefined
}

/** Whether the channels of a JPEG 2000 are luma and chroma: OpenSlide, too, takes Aperio's by the compression alone. */
const isYcc = ({ compression, photometric }: Pick<TiffPage, 'compression' | 'photometric'>) =>
  compression === compressions.aperioJpeg2000Ycc || photometric === photometrics.ycbcr

function compressionName(compression: number): string {
  const name = names[compression]
  if (name === undefined) return says.tiff.compressionCompression(compression)
  return says.tiff.namesCompression(typeof name === 'string' ? name : name())
}

function unusualColors(photometric: number): string {
  const found: Readonly<Record<number, string>> = {
    4: says.tiff.aMaskInPlaceOf,
    5: says.tiff.cmykColours,
    8: says.tiff.cieLabColours,
    9: says.tiff.iccLabColours,
    10: says.tiff.ituLabColours,
    32803: says.tiff.rawCameraData,
    32844: says.tiff.logLValues,
    32845: says.tiff.logLuvColours,
    34892: says.tiff.rawCameraData,
  }
  return found[photometric] ?? says.tiff.photometricInterpretationPhotometric(photometric)
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
  const size = { width, height, channels }
  if (wholePictures.includes(page.compression)) return decodeWhole(page, bytes, size)
  if (jpeg2000s.includes(page.compression)) {
    const { bits, sampleFormat } = page
    const signed = sampleFormat === sampleFormats.signed
    const found = await decodeJpeg2000(bytes, { ...size, bits, signed, ycc: isYcc(page) })
    return pixelsOf(shown(page, found.data), found)
  }
  if (page.compression === compressions.lerc) {
    const samples = await decodeLerc(page.fillOrder === 2 ? turned(bytes) : bytes, page.lerc, size)
    return pixelsOf(shown(page, samples), size)
  }
  const length = rowBytes(width * channels, page.bits) * height
  const raw = await unpack(page.compression, page.fillOrder === 2 ? turned(bytes) : bytes, length)
  if (raw.length < length) throw new Error(says.tiff.aTileIsCutOff)
  return pixelsOf(readSamples(page, raw, size), size)
}

/** A tile that the file leaves out: all its samples are zero, or what the file says of no value (GDAL's sparse files). */
export function blankSegment(page: Layout, width: number, height: number): Pixels {
  const channels = page.planar === planars.separate ? 1 : page.samples
  const zeros = new Float64Array(width * height * channels).fill(page.noData ?? 0)
  return pixelsOf(shown(page, zeros), { width, height })
}

/** A palette makes three channels of one. */
function pixelsOf(data: Pixels['data'], { width, height }: { width: number; height: number }): Pixels {
  return { data, width, height, channels: data.length / (width * height) }
}

/** Bytes whose lowest bit comes first (TIFF 6.0, FillOrder 2). */
function turned(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    let out = 0
    for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit)
    return out
  })
}

async function decodeWhole(
  page: Layout,
  bytes: Buffer,
  { width, height, channels }: { width: number; height: number; channels: number },
): Promise<Pixels> {
  const jpeg = page.compression === compressions.jpeg
  // Adobe's marker, which tells that three channels are RGB, would turn the values of four round.
  const photometric = channels === 4 ? photometrics.black : page.photometric
  const file = jpeg ? wholeJpeg(bytes, page.jpegTables, photometric) : bytes
  const size = jpeg ? jpegSize(file) : await sharp(file).metadata()
  if (!size || size.width > width || size.height > height) throw new Error(says.tiff.aTileHasAnotherSize)
  const decoded = sharp(file, { failOn: 'error', limitInputPixels: false })
  // Four channels of a JPEG are taken for CMYK, and left as they are.
  const kept =
    channels < 4
      ? decoded.toColourspace(channels === 1 ? 'b-w' : 'srgb').removeAlpha()
      : jpeg
        ? decoded.pipelineColourspace('cmyk').toColourspace('cmyk')
        : decoded.ensureAlpha()
  const { data, info } = await kept.raw().toBuffer({ resolveWithObject: true })
  if (info.channels !== channels) throw new Error(says.tiff.aTileHasChannelsChannels(info.channels, channels))
  // libvips turns the values of CMYK round, as Adobe's programs write them.
  if (jpeg && channels === 4) for (let i = 0; i < data.length; i++) data[i] = 255 - data[i]!
  const samples = page.photometric === photometrics.white ? shown(page, data) : data
  return { data: samples, width: info.width, height: info.height, channels }
}

/** One sentence about a tile that could not be read. */
export function damagedTile(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const reason = cause instanceof Error ? cause.message.split('\n')[0]?.slice(0, 120) : String(cause)
  return new AppError('tile-damaged', says.tiff.aPartOfPathIs(path, reason ?? ''), { cause })
}
