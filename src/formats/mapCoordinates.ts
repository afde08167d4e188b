import proj4 from 'proj4'
import list from 'proj4-list'
import { AppError } from '../base/errors'
import { fromMap, toMap, type GeoReference } from '../geometry/georeference'
import { says } from '../messages/says/says'
import type { LabelImage } from './format'

/** Longitude and latitude on the globe of GPS, which GeoJSON means where it says nothing (RFC 7946, section 4). */
export const lonLat = 4326

/** Of a .prj, that is, not a name or a number. */
export const isWellKnownText = (name: string) => /^\s*[A-Z_]+(CS|CRS)\s*\[/i.test(name)

/** Map coordinates to full-size pixels. */
export type ToPixels = (x: number, y: number) => readonly [number, number]

/** The EPSG number that a file's `crs` names; undefined for none that is known. Longitude stands first, whatever the register says. */
export function epsgOf(name: string): number | undefined {
  if (/CRS:?84$/i.test(name)) return lonLat
  const found = /EPSG\W*(?:[\d.]*\W)?(\d{4,6})$/i.exec(name)?.[1]
  return found ? Number(found) : undefined
}

/**
 * From coordinates of a system, by its EPSG number or as well-known text, to the pixels of a picture on a map. Throws
 * AppError('label-map') where one of both systems is not known. `rough` is set where it takes a change of datum, which is good
 * to some metres.
 */
export function pixelsFrom(
  system: number | string,
  geo: GeoReference,
  image: LabelImage,
  file: string,
): { readonly toPixels: ToPixels; readonly rough: boolean } {
  const pixels: ToPixels = (x, y) => {
    const at = fromMap(geo, x, y)
    return [at.x, at.y]
  }
  if (system === geo.epsg || (system === lonLat && geo.degrees && geo.epsg === undefined))
    return { toPixels: pixels, rough: false }
  // Degrees on another globe than GPS's differ by some metres at most.
  if (system === lonLat && geo.degrees && definitionOf(geo.epsg as number) === undefined)
    return { toPixels: pixels, rough: true }
  const from = typeof system === 'string' ? system : definitionOf(system)
  const to = geo.epsg === undefined ? undefined : definitionOf(geo.epsg)
  const forward = from && to ? converter(from, to) : undefined
  if (!from || !to || !forward)
    throw unknownSystem(system, from !== undefined && to === undefined, geo, { image, file })
  const toPixels: ToPixels = (x, y) => {
    const [mapX, mapY] = forward([x, y])
    return pixels(mapX as number, mapY as number)
  }
  return { toPixels, rough: [from, to].some(hasShift) }
}

/** Undefined where one of the texts is none that is understood. */
function converter(from: string, to: string): ((at: number[]) => number[]) | undefined {
  try {
    const { forward } = proj4(from, to)
    return forward
  } catch {
    return undefined
  }
}

/** For people. */
export const systemWords = (system: number | string) =>
  typeof system === 'number' ? `EPSG:${system}` : `"${/"([^"]{1,60})"/.exec(system)?.[1] ?? 'unnamed'}"`

function unknownSystem(
  system: number | string,
  isKnown: boolean,
  geo: GeoReference,
  { image, file }: { image: LabelImage; file: string },
): AppError {
  const own = geo.epsg === undefined ? `"${geo.name ?? says.maps.aSystemWithoutAName}"` : `EPSG:${geo.epsg}`
  const unknown = isKnown
    ? geo.epsg === undefined
      ? `"${geo.name ?? 'unnamed'}"`
      : own
    : systemWords(system)
  return new AppError(
    'label-map',
    says.maps.fileIsInSystemName(file, systemWords(system), image.name, own, unknown),
  )
}

/** In the words of PROJ; undefined for a number that is not known here. */
export function definitionOf(epsg: number): string | undefined {
  return (list as Readonly<Record<string, readonly [string, string]>>)[`EPSG:${epsg}`]?.[1]
}

function hasShift(text: string): boolean {
  // Of well-known text: a datum that is none of those that agree to a metre.
  if (/DATUM\s*\[/i.test(text))
    return !/DATUM\s*\[\s*"(D_)?(WGS_?1984|North_American_(Datum_)?1983|ETRS_1989|European_Terrestrial_Ref)/i.test(
      text,
    )
  const shift = /\+towgs84=([-\d.,]+)/.exec(text)?.[1]
  const datum = /\+datum=(\w+)/.exec(text)?.[1]
  return (
    (shift?.split(',').some((value) => Number(value) !== 0) ?? false) ||
    (datum !== undefined && !/^(WGS84|NAD83)$/.test(datum)) ||
    /\+nadgrids=(?!@null)/.test(text)
  )
}

/** What a picture covers of its map. */
export function mapExtent(geo: GeoReference, { width, height }: LabelImage) {
  const corners = [toMap(geo, 0, 0), toMap(geo, width, 0), toMap(geo, 0, height), toMap(geo, width, height)]
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) }
}
