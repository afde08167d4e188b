import type { PixelSize } from '../geometry/pixelSize'
import { readOme, type OmePixels } from './ome'
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
  /** What a pixel covers, where the file tells. */
  readonly pixelSize: PixelSize | undefined
  /** Channels are stains of a microscope, not bands of light. */
  readonly microscopy: boolean
  /** Sentences about what is left out. */
  readonly notes: readonly string[]
}

type Planes = Omit<TiffSeries, 'microscopy' | 'pixelSize'>
const mostChannels = 64

/** Chooses the pages of the TIFF of this name that are the picture; `own` where it is a pyramid of ours. */
export function chooseSeries(pages: readonly TiffPage[], name: string, own: boolean): TiffSeries {
  const first = pages[0] as TiffPage
  const ome = own ? undefined : readOme(first.description)
  const imageJ = own || ome ? undefined : readImageJ(first.description)
  const found = ome ? omeChannels(pages, ome, name) : imageJChannels(pages, imageJ, name)
  const main = found?.planes[0] ?? (own ? first : fullPage(pages))
  // What the file says of itself stands on its first page.
  const description = main.description || first.description
  const pixelSize = own ? undefined : (ome?.pixelSize ?? tiffPixelSize({ ...main, description }))
  if (found) return { ...found, pixelSize, microscopy: true }
  const notes = own || isAperio(main) ? [] : pageNotes(pages, main, name)
  const colors = ome?.colors ?? []
  const microscopy = Boolean(ome ?? imageJ)
  return { planes: [main], names: ome?.names, colors, pixelSize, microscopy, notes }
}

/** A slide scanner's levels are not marked as smaller copies. */
export const isAperio = ({ description }: TiffPage) => /^Aperio\b/.test(description)

/** Cameras and scanners put a thumbnail before the picture (NewSubfileType 1), or the picture below it. */
function fullPage(pages: readonly TiffPage[]): TiffPage {
  const first = pages[0] as TiffPage
  if (!first.reduced) return first
  return [...pages, ...pages.flatMap(({ subPages }) => subPages)].find(({ reduced }) => !reduced) ?? first
}

function pageNotes(pages: readonly TiffPage[], main: TiffPage, name: string): string[] {
  const full = pages.filter(({ reduced }) => !reduced)
  if (full.length < 2) return []
  const number = full.indexOf(main) + 1
  return [`"${name}" holds ${full.length} pictures: page ${number} of ${full.length} is taken.`]
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

function omeChannels(pages: readonly TiffPage[], ome: OmePixels, name: string): Planes | undefined {
  const first = pages[0] as TiffPage
  const notes = stackNotes(ome, name)
  if (first.samples !== 1 || ome.sizeC > mostChannels)
    return notes.length > 0 ? { planes: [first], names: undefined, colors: [], notes } : undefined
  const places = Array.from({ length: ome.sizeC }, (_, c) => ome.plane(c))
  const files = new Set(places.map((place) => place?.file))
  // A file that was renamed still holds what it held.
  const isHere = (file: string | undefined) => file === undefined || files.size === 1 || file === name
  const here = places.flatMap((place, channel) => {
    const page = place && isHere(place.file) ? pages[place.page] : undefined
    return alike(page, first) ? [{ channel, page: asValues(page) }] : []
  })
  if (here.length === 0 || (ome.sizeC === 1 && notes.length === 0)) return undefined
  const channelName = (channel: number) => ome.names[channel] ?? `Channel ${channel + 1}`
  const elsewhere = places.flatMap((place, c) =>
    here.some(({ channel }) => channel === c)
      ? []
      : [`${channelName(c)}${place?.file ? ` (in ${place.file})` : ''}`],
  )
  if (elsewhere.length > 0)
    notes.push(`"${name}" does not hold all of its channels: without ${elsewhere.join(', ')}.`)
  return {
    planes: here.map(({ page }) => page),
    names: ome.names.length > 0 ? here.map(({ channel }) => channelName(channel)) : undefined,
    colors: here.map(({ channel }) => ome.colors[channel]),
    notes,
  }
}

function stackNotes({ sizeZ, sizeT }: Pick<OmePixels, 'sizeZ' | 'sizeT'>, name: string): string[] {
  const parts = [sizeZ > 1 ? `Z 1 of ${sizeZ}` : '', sizeT > 1 ? `T 1 of ${sizeT}` : ''].filter(Boolean)
  return parts.length > 0 ? [`"${name}" is a stack: ${parts.join(', ')} is taken.`] : []
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

/** Channels come first in the order of its pages. */
function imageJChannels(
  pages: readonly TiffPage[],
  found: ImageJ | undefined,
  name: string,
): Planes | undefined {
  const first = pages[0] as TiffPage
  if (!found || first.samples !== 1 || found.channels < 2 || found.channels > mostChannels) return undefined
  const planes = pages.slice(0, found.channels)
  if (planes.length < found.channels || !planes.every((page) => alike(page, first))) return undefined
  const notes = stackNotes({ sizeZ: found.slices, sizeT: found.frames }, name)
  return { planes: planes.map(asValues), names: undefined, colors: [], notes }
}
