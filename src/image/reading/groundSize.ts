import proj4 from 'proj4'
import list from 'proj4-list'
import { toMap, type GeoReference } from '../../geometry/georeference'
import { lengthUnits, soundSize, type LengthUnit, type PixelSize } from '../../geometry/pixelSize'

/** The globe of GPS (WGS 84): its longer half-axis in metres, and the square of its eccentricity. */
const halfAxis = 6_378_137
const eccentricity = 0.006_694_379_990_141

/** A map may be so much longer than the ground, or shorter, and is still measured on it as it is: 1 %. */
const tolerance = 0.01

/**
 * What a pixel in the middle of a picture on a map covers of the ground. Of a map in degrees, and of one that is much stretched
 * where the picture lies (Web Mercator doubles at 60°), it is the length on the globe. Undefined where the map's unit is not known.
 */
export function groundSize(
  geo: GeoReference,
  { width, height }: { readonly width: number; readonly height: number },
): PixelSize | undefined {
  const known = geo.epsg === undefined ? undefined : definition(geo.epsg)
  const [x, y] = [width / 2, height / 2]
  const ends = [toMap(geo, x, y), toMap(geo, x + 1, y), toMap(geo, x, y + 1)]
  if (geo.degrees) return onGlobe(ends.map((at): [number, number] => [at.x, at.y]))
  const unit = mapUnit(geo, known)
  if (!unit) return undefined
  const [a, b, , d, e] = geo.affine
  const plain = soundSize({
    x: Math.hypot(a, d) * unit.times,
    y: Math.hypot(b, e) * unit.times,
    unit: unit.of,
  })
  if (!known || !plain) return plain
  const { inverse } = proj4('EPSG:4326', known)
  const globe = onGlobe(ends.map((at) => inverse([at.x, at.y]) as [number, number]))
  const isNear = (ground: number, map: number) =>
    Math.abs(ground / (map * lengthUnits[plain.unit]) - 1) < tolerance
  return !globe || (isNear(globe.x, plain.x) && isNear(globe.y, plain.y)) ? plain : globe
}

/** Metres from the first of three places to each of the others: longitude and latitude in degrees, near each other. */
function onGlobe(places: readonly (readonly [number, number])[]): PixelSize | undefined {
  const [from, right, down] = places as [[number, number], [number, number], [number, number]]
  const radians = Math.PI / 180
  const flat = 1 - eccentricity * Math.sin(from[1] * radians) ** 2
  const north = ((halfAxis * (1 - eccentricity)) / flat ** 1.5) * radians
  const east = (halfAxis / Math.sqrt(flat)) * Math.cos(from[1] * radians) * radians
  const metres = (to: readonly [number, number]) =>
    Math.hypot((to[0] - from[0]) * east, (to[1] - from[1]) * north)
  if (!(Math.abs(from[1]) < 90)) return undefined
  return soundSize({ x: metres(right), y: metres(down), unit: 'm' })
}

/** By the unit that the file names, else by its coordinate system, else by that system's name. */
function mapUnit(
  { metres, name }: GeoReference,
  known: string | undefined,
): { readonly of: LengthUnit; readonly times: number } | undefined {
  const said = metres ?? metresOf(known)
  if (said !== undefined) {
    const unit = (['m', 'ft', 'ftUS'] as const).find((each) => Math.abs(lengthUnits[each] / said - 1) < 1e-9)
    return unit ? { of: unit, times: 1 } : { of: 'm', times: said }
  }
  if (/\bft[ _-]?us\b|us[ _]survey[ _]f(oo|ee)t/i.test(name ?? '')) return { of: 'ftUS', times: 1 }
  return /\bf(oo|ee)?t\b/i.test(name ?? '') ? { of: 'ft', times: 1 } : undefined
}

function definition(epsg: number): string | undefined {
  return (list as Readonly<Record<string, readonly [string, string]>>)[`EPSG:${epsg}`]?.[1]
}

/** PROJ says a unit by its name or by its length. */
function metresOf(text: string | undefined): number | undefined {
  if (text === undefined || /\+proj=longlat/.test(text)) return undefined
  const length = /\+to_meter=([\d.eE+-]+)/.exec(text)?.[1]
  if (length) return Number(length) || undefined
  const unit = /\+units=([\w-]+)/.exec(text)?.[1] ?? 'm'
  return { m: 1, ft: lengthUnits.ft, 'us-ft': lengthUnits.ftUS, km: 1000 }[unit]
}
