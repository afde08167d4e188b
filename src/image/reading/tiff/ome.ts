import { lengthUnit, lengthUnits, soundSize, type PixelSize } from '../../../geometry/pixelSize'
import { says } from '../../../messages/says/says'

/** A plane of an OME-TIFF, by the page that holds it. */
export interface OmePlane {
  readonly page: number
  /** Another file that holds it, by name; undefined where the header names none. */
  readonly file: string | undefined
}

/** What an OME-XML header says about the pages of its TIFF (OME model 2016-06, "Pixels" and "TiffData"). */
export interface OmePixels {
  readonly sizeC: number
  readonly sizeZ: number
  readonly sizeT: number
  /** Pictures that the header describes, this one among them. */
  readonly series: number
  /** Files that the header names. */
  readonly files: ReadonlySet<string>
  /** That of channel c at a section and time, from 0 on; undefined where the header leaves it out. */
  plane(channel: number, section: number, time: number): OmePlane | undefined
  readonly names: readonly string[]
  readonly colors: readonly (string | undefined)[]
  /** What a pixel covers; undefined where the header does not tell in a unit of length. */
  readonly pixelSize: PixelSize | undefined
}

const attribute = (from: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(from)?.[1]
/** More planes than any file has pages. */
const planeLimit = 65_536

/**
 * What is said of the picture of this number, from 1 on; `samples` of a page are that many channels of a plane. Undefined where the
 * text is no OME-XML.
 */
export function readOme(text: string, number = 1, samples = 1): OmePixels | undefined {
  if (!/<(?:\w+:)?OME\b/.test(text)) return undefined
  const all = [...text.matchAll(/<(?:\w+:)?Pixels\b([^>]*)>/g)]
  const found = all[Math.min(number, all.length) - 1]
  const pixels = found?.[1]
  if (!found || !pixels) return undefined
  const rest = text.slice(found.index)
  const inside = rest.slice(0, /<\/(?:\w+:)?Pixels>/.exec(rest)?.index)
  const size = (name: string) => Math.max(1, Math.min(planeLimit, Number(attribute(pixels, name)) || 1))
  const sizes = { C: Math.ceil(size('SizeC') / samples), Z: size('SizeZ'), T: size('SizeT') }
  const order = (attribute(pixels, 'DimensionOrder') ?? 'XYCZT').slice(2)
  const at = (first: Readonly<Record<string, number>>) => {
    let [index, step] = [0, 1]
    for (const axis of order) {
      index += (first[axis] ?? 0) * step
      step *= sizes[axis as keyof typeof sizes] ?? 1
    }
    return index
  }
  const places = planePlaces(inside, at, Math.min(planeLimit, sizes.C * sizes.Z * sizes.T))
  const channels = [...inside.matchAll(/<(?:\w+:)?Channel\b([^>]*)>/g)]
    .slice(0, sizes.C)
    .map((each) => each[1] ?? '')
  return {
    sizeC: sizes.C,
    sizeZ: sizes.Z,
    sizeT: sizes.T,
    series: all.length,
    files: new Set(
      [...text.matchAll(/<(?:\w+:)?UUID\b[^>]*\bFileName="([^"]*)"/g)].map((each) => each[1] ?? ''),
    ),
    plane: (C, Z, T) => {
      const index = at({ C, Z, T })
      if (places.size > 0) return places.get(index)
      // Without places, planes lie in their order from the first page on; only the first picture's do.
      return number === 1 ? { page: index, file: undefined } : undefined
    },
    names: channels.map((each, i) => attribute(each, 'Name') ?? says.image.channelI(i + 1)),
    colors: channels.map((each) => omeColor(attribute(each, 'Color'))),
    pixelSize: physicalSize(pixels),
  }
}

/** PhysicalSizeX and PhysicalSizeY, each with a unit of its own; micrometres where none is named. */
function physicalSize(pixels: string): PixelSize | undefined {
  const side = (axis: 'X' | 'Y') => {
    const value = Number(attribute(pixels, `PhysicalSize${axis}`))
    const name = attribute(pixels, `PhysicalSize${axis}Unit`) ?? 'um'
    const unit = lengthUnit(name.replace(/&#(?:181|956|x0*b5|x0*3bc);|&micro;/gi, 'µ'))
    return value > 0 && unit ? { value, unit } : undefined
  }
  const x = side('X')
  const y = side('Y') ?? x
  if (!x || !y) return undefined
  const inUnitOfX = x.unit === y.unit ? y.value : (y.value * lengthUnits[y.unit]) / lengthUnits[x.unit]
  return soundSize({ x: x.value, y: inUnitOfX, unit: x.unit })
}

/** By the number of a plane in the order of its dimensions; empty where the header does not tell. */
function planePlaces(
  text: string,
  at: (first: Readonly<Record<string, number>>) => number,
  count: number,
): Map<number, OmePlane> {
  const places = new Map<number, OmePlane>()
  const pattern = /<(?:\w+:)?TiffData\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?TiffData>)/g
  for (const [, given = '', inside = ''] of text.matchAll(pattern)) {
    const number = (name: string) => {
      const value = attribute(given, name)
      return value === undefined ? undefined : Math.max(0, Number(value) || 0)
    }
    const first = at({ C: number('FirstC') ?? 0, Z: number('FirstZ') ?? 0, T: number('FirstT') ?? 0 })
    const page = number('IFD')
    const planes = Math.min(number('PlaneCount') ?? (page === undefined ? count : 1), count)
    const file = attribute(inside, 'FileName')
    for (let i = 0; i < planes; i++) places.set(first + i, { page: (page ?? 0) + i, file })
  }
  return places
}

/** A signed 32-bit number: red, green, blue, opacity from the highest byte down. White is the default, and says nothing. */
function omeColor(text: string | undefined): string | undefined {
  const value = Number(text)
  if (text === undefined || !Number.isInteger(value) || value === -1) return undefined
  return `#${(value >>> 8).toString(16).padStart(6, '0')}`
}
