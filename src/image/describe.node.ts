import { open, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../base/errors'
import { openBytes } from './byteSource.node'
import { openDeepZoom } from './deepZoom.node'
import { imageError } from './imageError.node'
import type { PixelKind, StoredPicture } from './picture'
import { sharp } from './sharp.node'
import { defaultNames, openTiffPicture, type TiffPicture } from './tiffPicture.node'
import type { GeoTags } from './tiffDirectory.node'

/** How a picture's pixels are had. */
export type Access =
  /** Read by tile where it lies; `stream`: libvips can decode all of it from top to bottom, which is faster. */
  | { readonly how: 'in-place'; readonly stream: boolean }
  /** Read by strip where it lies, but not fit to be looked at like that. */
  | { readonly how: 'strips' }
  /** Decoded by libvips from top to bottom; `turned` by its EXIF orientation, which takes the whole picture. */
  | { readonly how: 'decode'; readonly turned: boolean }

export interface PictureAbout {
  readonly width: number
  readonly height: number
  readonly kind: PixelKind
  readonly access: Access
  readonly channelNames: readonly string[]
  readonly channelColors: readonly (string | undefined)[]
  readonly geo: GeoTags | undefined
  readonly bytes: number
  /** Changes when the file does. */
  readonly fingerprint: string
}

const colors: PixelKind = { bits: 8, channels: 3, rgb: true }

/** Looks at a picture's header. Throws AppError: one sentence about what is wrong with the file. */
export async function describePicture(file: string): Promise<PictureAbout> {
  const found = await stat(file).catch((error: unknown) => {
    throw imageError(file, error)
  })
  if (found.isDirectory())
    throw new AppError('image-folder', `"${file}" is a folder: choose the pictures in it.`)
  // Neither a pipe nor a device ends.
  if (!found.isFile())
    throw new AppError('image-special', `"${file}" is no file but a device or a pipe: choose a picture.`)
  if (found.size === 0)
    throw new AppError('image-empty', `"${file}" is empty (0 bytes): copy it again from where it came.`)
  const about = { bytes: found.size, fingerprint: `${file}|${found.size}|${found.mtimeMs}`, geo: undefined }
  if (isDeepZoom(file)) {
    const picture = await openDeepZoom(file)
    return { ...about, ...picture, access: { how: 'in-place', stream: false } }
  }
  const format = await formatBySignature(file)
  if (format !== 'TIFF') return { ...about, ...(await decoded(file, format)) }
  const picture = await openTiff(file)
  const { width, height, kind, channelNames, channelColors, first, problem } = picture
  await picture.close()
  const access: Access = first.tiled ? { how: 'in-place', stream: kind.rgb } : { how: 'strips' }
  // Colours in strips are decoded faster by libvips, and what we cannot read perhaps at all.
  if (problem || first.orientation !== 1 || (access.how === 'strips' && kind.rgb))
    return { ...about, ...(await decoded(file, format, problem)), geo: first.geo }
  return { ...about, width, height, kind, channelNames, channelColors, access, geo: first.geo }
}

/** A picture that is read where it lies. */
export async function openInPlace(file: string): Promise<StoredPicture> {
  return isDeepZoom(file) ? openDeepZoom(file) : openTiff(file)
}

function isDeepZoom(file: string): boolean {
  return extname(file).toLowerCase() === '.dzi'
}

async function openTiff(file: string): Promise<TiffPicture> {
  const bytes = await openBytes(file)
  try {
    return await openTiffPicture(bytes, file)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

async function decoded(
  file: string,
  signature: string | undefined,
  problem?: string,
): Promise<Pick<PictureAbout, 'width' | 'height' | 'kind' | 'access' | 'channelNames' | 'channelColors'>> {
  try {
    const options = { limitInputPixels: false, unlimited: true, limitInputChannels: 64 }
    const { autoOrient, orientation, depth, channels, hasAlpha } = await sharp(file, options).metadata()
    const deep = depth === 'ushort' && signature === 'PNG'
    const kind: PixelKind = deep ? { bits: 16, channels: channels - (hasAlpha ? 1 : 0), rgb: false } : colors
    return {
      width: autoOrient.width,
      height: autoOrient.height,
      kind,
      access: { how: 'decode', turned: (orientation ?? 1) > 1 },
      channelNames: defaultNames(kind),
      channelColors: [],
    }
  } catch (error) {
    if (problem)
      throw new AppError(
        'image-unsupported',
        `"${file}" has ${problem}, which cannot be read: save it anew as an 8-bit or 16-bit TIFF.`,
        { cause: error },
      )
    const why = imageError(file, error)
    if (why.code !== 'image-unsupported' || !signature) throw why
    throw new AppError(
      'image-damaged',
      `"${file}" is a damaged ${signature} file: copy it again from where it came.`,
      {
        cause: error,
      },
    )
  }
}

/** What a file claims to be by its first bytes. */
async function formatBySignature(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw imageError(file, error)
  })
  try {
    const start = Buffer.alloc(12)
    await handle.read(start, 0, 12, 0)
    const text = start.toString('latin1')
    if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'TIFF'
    if (text.startsWith('\x89PNG')) return 'PNG'
    if (text.startsWith('\xff\xd8\xff')) return 'JPEG'
    return text.startsWith('RIFF') && text.endsWith('WEBP') ? 'WebP' : undefined
  } finally {
    await handle.close()
  }
}
