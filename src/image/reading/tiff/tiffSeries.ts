import { AppError } from '../../../base/errors'
import type { PixelSize } from '../../../geometry/pixelSize'
import { says } from '../../../messages/says/says'
import { readOme, type OmePixels, type OmePlane } from './ome'
import { choosePart, partNote, partWords, severalOf } from '../../pixels/part'
import type { PicturePart } from '../../../records/image'
import type { TiffPage } from './tiffPage'
import { tiffPixelSize } from './tiffPixelSize'
import { photometrics } from './tiffTags'

/** What of a TIFF's pages is the picture. */
export interface TiffSeries {
  /** The pages that hold one channel each; one page where it holds them all. */
  readonly planes: readonly TiffPage[]
  /** Of each channel; undefined where the file names none. */
  readonly names: readonly string[] | undefined
  readonly colors: readonly (string | undefined)[]
  /** Which part of the file that is, and of how many, where there are several. */
  readonly part: PicturePart
  readonly parts: PicturePart
  /** What a pixel covers, where the file tells. */
  readonly pixelSize: PixelSize | undefined
  /** Channels are stains of a microscope, not bands of light. */
  readonly microscopy: boolean
  /** Sentences about what is left out. */
  readonly notes: readonly string[]
}

const maxChannels = 64

/**
 * Chooses the pages of the TIFF of this name that are the picture; `own` where it is a pyramid of ours, which has no parts. Throws
 * AppError('image-part') where there is none such.
 */
export function chooseSeries(
  pages: readonly TiffPage[],
  name: string,
  own: boolean,
  asked: PicturePart = {},
): TiffSeries {
  const first = pages[0] as TiffPage
  const ome = own ? undefined : readOme(first.description, asked.series, first.samples)
  const imageJ = own || ome ? undefined : readImageJ(first.description)
  // Of a set of files, each under its name.
  const renamed = ome !== undefined && ome.files.size > 1 && !ome.files.has(name)
  if (ome && !renamed) return omeSeries(pages, ome, name, asked)
  const stack = imageJ && imageJStack(pages, imageJ, name, asked)
  const pixelSize = own ? undefined : tiffPixelSize(first)
  if (stack) return { ...stack, names: undefined, colors: [], pixelSize, microscopy: true }
  const full = own || isAperio(first) ? [first] : fullPages(pages)
  const parts = own ? {} : severalOf({ page: full.length })
  const part = own ? {} : choosePart(asked, parts, name)
  const main = full[(part.page ?? 1) - 1] ?? first
  const note = partNote(name, part, parts, asked)
  const told = { ...main, description: main.description || first.description }
  return {
    planes: [main],
    names: undefined,
    colors: [],
    part,
    parts,
    pixelSize: own ? undefined : tiffPixelSize(told),
    microscopy: (ome ?? imageJ) !== undefined,
    notes: [
      ...(note ? [note] : []),
      ...(imageJ ? unlistedNote(pages, imageJ, name) : []),
      ...(renamed ? [says.tiff.nameIsOneOfA(name)] : []),
    ],
  }
}

/** A slide scanner's levels are not marked as smaller copies. */
export const isAperio = ({ description }: TiffPage) => /^Aperio\b/.test(description)

/** Cameras and scanners put a thumbnail before the picture (NewSubfileType 1), or the picture below it. */
function fullPages(pages: readonly TiffPage[]): readonly TiffPage[] {
  const chained = pages.filter(({ reduced }) => !reduced)
  if (chained.length > 0) return chained
  const below = pages.flatMap(({ subPages }) => subPages).find(({ reduced }) => !reduced)
  return [below ?? (pages[0] as TiffPage)]
}

function alike(page: TiffPage | undefined, first: TiffPage): page is TiffPage {
  return (
    page?.width === first.width &&
    page.height === first.height &&
    page.bits === first.bits &&
    page.sampleFormat === first.sampleFormat &&
    page.samples === 1
  )
}

/** A single file that was renamed still holds what it held. */
function isHere(place: OmePlane | undefined, { files }: OmePixels, name: string): place is OmePlane {
  return place !== undefined && (place.file === undefined || files.size < 2 || place.file === name)
}

/** Of a set of files, each holds some sections or times: the first that this one has, where none is asked for. */
function firstHere(part: PicturePart, asked: PicturePart, ome: OmePixels, name: string): PicturePart {
  if (ome.files.size < 2 || asked.z !== undefined || asked.time !== undefined) return part
  for (let time = 1; time <= ome.sizeT; time++)
    for (let z = 1; z <= ome.sizeZ; z++)
      if (isHere(ome.plane(0, z - 1, time - 1), ome, name))
        return { ...part, ...(part.z ? { z } : {}), ...(part.time ? { time } : {}) }
  return part
}

/** The channels of one section at one time of one picture. */
function omeSeries(pages: readonly TiffPage[], ome: OmePixels, name: string, asked: PicturePart): TiffSeries {
  const parts = severalOf({ series: ome.series, z: ome.sizeZ, time: ome.sizeT })
  const part = firstHere(choosePart(asked, parts, name), asked, ome, name)
  const note = partNote(name, part, parts, asked)
  const common = {
    part,
    parts,
    pixelSize: ome.pixelSize ?? tiffPixelSize(pages[0] as TiffPage),
    microscopy: true,
  }
  const notes = note ? [note] : []
  const places = Array.from({ length: Math.min(ome.sizeC, maxChannels) }, (_, c) =>
    ome.plane(c, (part.z ?? 1) - 1, (part.time ?? 1) - 1),
  )
  const pageOf = (place: OmePlane | undefined) => (isHere(place, ome, name) ? pages[place.page] : undefined)
  // Of a file that lists nothing more than its first page, that is the picture.
  const first = places.map(pageOf).find(Boolean) ?? (partWords(part, parts) ? undefined : pages[0])
  if (!first) throw new AppError('image-part', says.tiff.nameDoesNotHoldParts(name, partWords(part, parts)))
  const single = { planes: [first], names: ome.names.length > 0 ? ome.names : undefined, colors: ome.colors }
  if (first.samples !== 1 || ome.sizeC > maxChannels) return { ...single, ...common, notes }
  const here = places.flatMap((place, channel) => {
    const page = pageOf(place)
    return alike(page, first) ? [{ channel, page: asValues(page) }] : []
  })
  if (here.length === 0) return { ...single, ...common, notes }
  const channelName = (channel: number) => ome.names[channel] ?? says.image.channelI(channel + 1)
  const elsewhere = places.flatMap((place, c) =>
    here.some(({ channel }) => channel === c)
      ? []
      : [`${channelName(c)}${place?.file ? says.tiff.inFile(place.file) : ''}`],
  )
  if (elsewhere.length > 0) notes.push(says.tiff.nameDoesNotHoldAll(name, elsewhere.join(', ')))
  return {
    ...common,
    // A palette of a single channel is part of how it looks.
    planes: here.length === 1 && ome.sizeC === 1 ? [first] : here.map(({ page }) => page),
    names: ome.names.length > 0 ? here.map(({ channel }) => channelName(channel)) : undefined,
    colors: here.map(({ channel }) => ome.colors[channel]),
    notes,
  }
}

/** A channel may have a palette of its own, which colours its values. */
function asValues(page: TiffPage): TiffPage {
  return page.photometric === photometrics.palette
    ? { ...page, photometric: photometrics.black, colorMap: undefined }
    : page
}

interface ImageJ {
  readonly channels: number
  readonly slices: number
  readonly frames: number
  readonly images: number
}

/** What ImageJ writes about its stacks: lines of `name=number`. */
function readImageJ(text: string): ImageJ | undefined {
  if (!text.startsWith('ImageJ=')) return undefined
  const number = (name: string) => Number(new RegExp(`^${name}=(\\d{1,6})$`, 'm').exec(text)?.[1] ?? 1)
  return {
    channels: number('channels'),
    slices: number('slices'),
    frames: number('frames'),
    images: number('images'),
  }
}

/** Channels come first in the order of its pages, then sections, then times. */
function imageJStack(
  pages: readonly TiffPage[],
  { channels, slices, frames }: ImageJ,
  name: string,
  asked: PicturePart,
): Pick<TiffSeries, 'planes' | 'part' | 'parts' | 'notes'> | undefined {
  const first = pages[0] as TiffPage
  const several = first.samples === 1 ? channels : 1
  if (several * slices * frames < 2 || several > maxChannels || pages.length < several * slices * frames)
    return undefined
  const parts = severalOf({ z: slices, time: frames })
  const part = choosePart(asked, parts, name)
  const start = (((part.time ?? 1) - 1) * slices + (part.z ?? 1) - 1) * several
  const planes = pages.slice(start, start + several)
  if (!planes.every((page) => several === 1 || alike(page, first))) return undefined
  const note = partNote(name, part, parts, asked)
  return { planes: several > 1 ? planes.map(asValues) : planes, part, parts, notes: note ? [note] : [] }
}

/** Above 4 GB, ImageJ writes one page and lets the others follow without one. */
function unlistedNote(pages: readonly TiffPage[], { images }: ImageJ, name: string): string[] {
  if (images <= pages.length) return []
  return [says.tiff.nameSaysThatItHolds(name, images, pages.length)]
}
