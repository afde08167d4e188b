import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Metadata } from 'sharp'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import { readWhole } from './byteSource.node'
import { profileName } from './colorProfile'
import { missingGifPixels } from './gif'
import { pngFrames } from './png'
import { jpegPictures } from './jpeg'
import { orientationOf } from './orientation'
import { sharp, type StoredForm } from './sharp.node'
import { turnedSize, turnOf } from '../pixels/turnedLevel'

/** Bytes: it is read whole, to see whether its data come to their end. */
const largestGif = 1024 ** 3

/** What the header of a picture that libvips decodes says. */
export interface PictureHeader {
  /** As it is seen. */
  readonly width: number
  readonly height: number
  /** Of a picture of 16 bits, without opacity; undefined for 8 bits. */
  readonly deepChannels: number | undefined
  readonly form: StoredForm
  /** Sentences about what is left out, or not as a person may expect it. */
  readonly notes: readonly string[]
}

/** Reads a header. `signature`: what the file's first bytes say it is. Throws AppError, or what libvips throws. */
export async function readHeader(file: string, signature: string | undefined): Promise<PictureHeader> {
  const options = { limitInputPixels: false, unlimited: true, limitInputChannels: 64 }
  const found = await sharp(file, options).metadata()
  // As libvips says it of other formats.
  if (found.format === 'gif' && missingGifPixels(await readWhole(file, largestGif)) > 0)
    throw new Error('unexpected end of file')
  const { space, channels, hasAlpha, depth, width, height } = found
  const cmyk = space === 'cmyk'
  if (cmyk && (channels !== 4 || depth !== 'uchar'))
    throw new AppError('image-unsupported', says.image.fileHasCmykColoursWith(file, channels, depth))
  const orientation = orientationOf(found)
  const form = { orientation, cmyk, profiled: oddProfile(found) !== undefined }
  const deep = depth === 'ushort' && signature === 'PNG'
  const deepChannels = deep ? channels - (hasAlpha ? 1 : 0) : undefined
  const size = turnedSize({ width, height }, turnOf(orientation))
  const notes = await notesOf(file, signature, found)
  return { ...size, deepChannels, form, notes }
}

/** The name of a profile that is not everybody's. */
function oddProfile({ icc }: Metadata): string | undefined {
  const profile = icc && profileName(icc)
  return profile && !/srgb/i.test(profile) ? profile : undefined
}

async function notesOf(file: string, signature: string | undefined, found: Metadata): Promise<string[]> {
  const name = basename(file)
  const notes: string[] = []
  const pages = Math.max(found.pages ?? 1, signature === 'PNG' ? await framesOf(file, pngFrames) : 1)
  const pictures = signature === 'JPEG' ? await framesOf(file, jpegPictures) : 1
  const profile = oddProfile(found)
  if (pages > 1) notes.push(says.image.nameIsMovingTheFirst(name, pages))
  // The second picture then is how much brighter a screen of high dynamic range may show the first.
  const gains = found.gainMap ? 1 : 0
  if (gains > 0) notes.push(says.image.nameHasAGainMap(name))
  if (pictures - gains > 1) notes.push(says.image.nameHoldsPicturesPicturesThe(name, pictures))
  if (found.space === 'cmyk') notes.push(says.image.nameHasCmykColoursThey(name))
  else if (profile) notes.push(says.image.nameHasTheColourProfile(name, profile))
  return notes
}

/** Of the file's beginning: what is asked for stands before the pixels. */
const startBytes = 1 << 20

async function framesOf(file: string, count: (start: Uint8Array) => number): Promise<number> {
  const handle = await open(file, 'r')
  try {
    const start = Buffer.alloc(startBytes)
    const { bytesRead } = await handle.read(start, 0, startBytes, 0)
    return count(start.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
