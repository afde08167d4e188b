import { open, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../../base/errors'
import { openBytes } from './byteSource.node'
import { georeference, turnedReference, type GeoReference } from '../../geometry/georeference'
import type { PixelSize } from '../../geometry/pixelSize'
import { says } from '../../messages/says/says'
import { openDeepZoom } from './deepZoom.node'
import { foreignPicture, refuseForeign } from './foreignPictures'
import { groundSize } from './groundSize'
import { imageError } from './imageError.node'
import { choosePart, partWords } from '../pixels/part'
import type { PicturePart } from '../../records/image'
import type { PixelKind, StoredPicture } from '../pixels/picture'
import type { StoredForm } from './sharp.node'
import { defaultNames, openTiffPicture, type TiffPicture } from './tiff/tiffPicture.node'
import { sampleFormats } from './tiff/tiffTags'
import { opacityOf } from './tiff/opacity'
import type { TiffPage } from './tiff/tiffPage'
import { readHeader } from './header.node'
import { turnOf } from '../pixels/turnedLevel'

/** How a picture's pixels are had. */
export type Access =
  /** Read by tile where it lies; `stream`: libvips decodes all of it from top to bottom as we do, and faster. */
  | { readonly how: 'in-place'; readonly stream: boolean }
  /** Read by strip where it lies, but not fit to be looked at like that. */
  | { readonly how: 'strips' }
  /** Decoded by libvips from top to bottom; one that is turned is held whole for that. */
  | { readonly how: 'decode'; readonly form: StoredForm }

export interface PictureAbout {
  readonly width: number
  readonly height: number
  readonly kind: PixelKind
  readonly access: Access
  readonly channelNames: readonly string[]
  readonly channelColors: readonly (string | undefined)[]
  readonly geo: GeoReference | undefined
  /** What one of its pixels covers, where the file tells. */
  readonly pixelSize: PixelSize | undefined
  /** Which part of the file it is, and of how many, where there are several. */
  readonly part: PicturePart
  readonly parts: PicturePart
  /** Sentences about what of the file is left out. */
  readonly notes: readonly string[]
  readonly bytes: number
  /** Changes when the file does. */
  readonly fingerprint: string
}

const colors: PixelKind = { bits: 8, channels: 3, rgb: true }

/** Looks at the header of a picture, or of a part of it. Throws AppError: one sentence about what is wrong with the file. */
export async function describePicture(file: string, asked: PicturePart = {}): Promise<PictureAbout> {
  const found = await stat(file).catch((error: unknown) => {
    throw imageError(file, error)
  })
  if (found.isDirectory()) {
    refuseForeign(file, foreignPicture(file, undefined))
    throw new AppError('image-folder', says.image.fileIsAFolderChoose(file))
  }
  // Neither a pipe nor a device ends.
  if (!found.isFile()) throw new AppError('image-special', says.image.fileIsNoFileBut(file))
  if (found.size === 0) throw new AppError('image-empty', says.image.fileIsEmpty0Bytes(file))
  const about = {
    bytes: found.size,
    fingerprint: `${file}|${found.size}|${found.mtimeMs}`,
    geo: undefined,
    pixelSize: undefined,
    part: {},
    parts: {},
    notes: [],
  }
  if (isDeepZoom(file)) {
    choosePart(asked, {}, file)
    const picture = await openDeepZoom(file)
    return { ...about, ...picture, access: { how: 'in-place', stream: false } }
  }
  const format = await formatBySignature(file)
  if (format === 'TIFF') {
    const tiff = await describeTiff(file, asked)
    const which = partWords(tiff.part, tiff.parts)
    return { ...about, ...tiff, fingerprint: about.fingerprint + (which && `|${which}`) }
  }
  choosePart(asked, {}, file)
  return { ...about, ...(await decoded(file, format)) }
}

async function describeTiff(
  file: string,
  asked: PicturePart,
): Promise<Omit<PictureAbout, 'bytes' | 'fingerprint'>> {
  const picture = await openTiff(file, asked)
  try {
    const { width, height, kind, channelNames, channelColors, main, alone, problem, notes, part, parts } =
      picture
    const placed = main.geo && georeference(main.geo)
    const turn = turnOf(main.orientation)
    const geo = placed && turn ? turnedReference(placed, turn, main) : placed
    const pixelSize = geo ? groundSize(geo, picture) : picture.pixelSize
    // libvips reads the first page, and stumbles over some others.
    if (alone && libvipsReads(main) && (problem || (kind.rgb && isCommon(main)))) {
      const found = await decoded(file, 'TIFF')
      return { ...found, geo, pixelSize, part, parts, notes: [...notes, ...found.notes] }
    }
    if (problem) throw unsupported(file, problem)
    await picture.check()
    const stream = alone && kind.rgb && !turn && isPlain(main)
    const access: Access = main.tiled ? { how: 'in-place', stream } : { how: 'strips' }
    return { width, height, kind, channelNames, channelColors, access, geo, pixelSize, part, parts, notes }
  } finally {
    await picture.close()
  }
}

/**
 * Whether libvips reads a page right: from strips of whole numbers up to 8 bits. Of deeper samples it keeps the high byte, and a
 * tile that it cannot decode it leaves black, without an error.
 */
function libvipsReads(page: TiffPage): boolean {
  const { tiled, bits, sampleFormat, compression, photometric } = page
  const { whole, unknown } = sampleFormats
  // It takes 15 of 15 for 240 of 255.
  if (bits < 8 && opacityOf(page)) return false
  return (
    !tiled &&
    bits >= 1 &&
    bits <= 8 &&
    (sampleFormat === whole || sampleFormat === unknown) &&
    decodedByLibvips.includes(compression) &&
    photometric <= mostCommonPhotometric
  )
}

/** None, the three of fax machines, LZW, JPEG old and new, Deflate old and new, PackBits. */
const decodedByLibvips: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 32_773, 32_946]
/** Up to YCbCr. */
const mostCommonPhotometric = 6

/** libvips takes opacity for separate, and four channels of a JPEG for CMYK. */
function isCommon(page: TiffPage): boolean {
  const opacity = opacityOf(page)
  return !opacity?.premultiplied && page.samples <= (page.compression === 7 ? 3 : 4)
}

/** 8-bit grey or colours without opacity, a profile or anything else that libvips would convert. */
function isPlain(page: TiffPage): boolean {
  const { bits, samples, planar, photometric, compression, fillOrder, profile } = page
  const plain: readonly number[] = samples === 1 ? [1] : samples === 3 && planar === 1 ? [2, 6] : []
  return (
    bits === 8 &&
    plain.includes(photometric) &&
    fillOrder === 1 &&
    !profile &&
    decodedByLibvips.includes(compression)
  )
}

function unsupported(file: string, problem: string): AppError {
  const way = problem.includes('compression') ? says.image.saveItWithLzwOr : says.image.saveItAnewAsAn
  return new AppError('image-unsupported', says.image.fileHasProblemWhichCannot(file, problem, way))
}

/** A picture that is read where it lies. */
export async function openInPlace(file: string, part?: PicturePart): Promise<StoredPicture> {
  return isDeepZoom(file) ? openDeepZoom(file) : openTiff(file, part)
}

function isDeepZoom(file: string): boolean {
  return extname(file).toLowerCase() === '.dzi'
}

/** A TIFF, read where it lies. Throws AppError. */
export async function openTiff(file: string, part?: PicturePart): Promise<TiffPicture> {
  const bytes = await openBytes(file)
  try {
    return await openTiffPicture(bytes, file, part)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

async function decoded(
  file: string,
  signature: string | undefined,
): Promise<
  Pick<PictureAbout, 'width' | 'height' | 'kind' | 'access' | 'channelNames' | 'channelColors' | 'notes'>
> {
  try {
    const { width, height, deepChannels, form, notes } = await readHeader(file, signature)
    const kind: PixelKind = deepChannels ? { bits: 16, channels: deepChannels, rgb: false } : colors
    const access = { how: 'decode', form } as const
    return { width, height, kind, access, channelNames: defaultNames(kind), channelColors: [], notes }
  } catch (error) {
    const why = imageError(file, error)
    if (why.code !== 'image-unsupported' || !signature) throw why
    throw new AppError('image-damaged', says.image.fileIsADamagedSignature(file, signature), {
      cause: error,
    })
  }
}

/** What a file claims to be by its first bytes. */
async function formatBySignature(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw imageError(file, error)
  })
  try {
    const start = Buffer.alloc(132)
    const { bytesRead } = await handle.read(start, 0, 132, 0)
    refuseForeign(file, foreignPicture(file, start.toString('latin1', 0, bytesRead)))
    const text = start.toString('latin1', 0, 12)
    if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'TIFF'
    if (text.startsWith('\x89PNG')) return 'PNG'
    if (text.startsWith('\xff\xd8\xff')) return 'JPEG'
    return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'WebP' : undefined
  } finally {
    await handle.close()
  }
}
