/** Where a picture lies on a map (GeoTIFF 1.1, OGC 19-008r4). */
export interface GeoReference {
  /** Map coordinates of full-size pixel (x, y): X = a·x + b·y + c, Y = d·x + e·y + f, as [a, b, c, d, e, f]. */
  readonly affine: readonly [number, number, number, number, number, number]
  /** Of the coordinate system; undefined where the file names none. */
  readonly epsg?: number | undefined
  /** What the file calls its coordinate system. */
  readonly name?: string | undefined
  /** Longitude and latitude in degrees, and not metres or feet. */
  readonly degrees: boolean
  /** Metres of the map's unit, where the file names it. */
  readonly metres?: number | undefined
}

/**
 * The tags of a GeoTIFF: ModelPixelScale, ModelTiepoint, ModelTransformation, GeoKeyDirectory, GeoDoubleParams,
 * GeoAsciiParams.
 */
export interface GeoTiffTags {
  readonly pixelScale: readonly number[]
  readonly tiepoints: readonly number[]
  readonly transformation: readonly number[]
  readonly keys: readonly number[]
  readonly doubles?: readonly number[]
  readonly text: string
}

const geoKeys = {
  modelType: 1024,
  rasterType: 1025,
  citation: 1026,
  geodetic: 2048,
  projected: 3072,
  projectedCitation: 3073,
  linearUnit: 3076,
  linearUnitSize: 3077,
} as const
/** Metres of the EPSG register's units of length, by their numbers. */
const linearUnits: Readonly<Record<number, number>> = {
  9001: 1,
  9002: 0.3048,
  9003: 1200 / 3937,
  9005: 0.3047972654,
  9014: 1.8288,
  9030: 1852,
  9031: 1.0000135965,
  9036: 1000,
}
const pixelIsPoint = 2
const models = { projected: 1, geographic: 2 } as const
/** "User-defined": the numbers stand in the file, and no register knows them. */
const userDefined = 32_767

/** Map coordinates of a full-size pixel position (x right, y down, (0, 0) the corner of the picture). */
export function toMap(
  { affine: [a, b, c, d, e, f] }: GeoReference,
  x: number,
  y: number,
): { x: number; y: number } {
  return { x: a * x + b * y + c, y: d * x + e * y + f }
}

/** Side of a pixel on the map, in its units (metres, feet or degrees): the root of a pixel's area. */
export function groundSampleDistance({ affine: [a, b, , d, e] }: GeoReference): number {
  return Math.sqrt(Math.abs(a * e - b * d))
}

/** Whether lengths on both maps compare. */
export function sameUnits(one: GeoReference, other: GeoReference): boolean {
  return one.degrees === other.degrees && one.epsg === other.epsg && one.name === other.name
}

/** The pixel position of a map coordinate. */
export function fromMap(
  { affine: [a, b, c, d, e, f] }: GeoReference,
  x: number,
  y: number,
): { x: number; y: number } {
  const determinant = a * e - b * d
  const [u, v] = [x - c, y - f]
  return { x: (e * u - b * v) / determinant, y: (a * v - d * u) / determinant }
}

/** Undefined where the tags place the picture nowhere, or by several tie points that no plane map fits. */
export function georeference(tags: GeoTiffTags): GeoReference | undefined {
  const keys = readKeys(tags)
  const affine = affineOf(tags)
  if (!affine || !affine.every(Number.isFinite) || affine[0] * affine[4] === affine[1] * affine[3])
    return undefined
  const [a, b, c, d, e, f] = affine
  // The position is then that of the middle of a pixel.
  const half = keys.get(geoKeys.rasterType) === pixelIsPoint ? 0.5 : 0
  const model = keys.get(geoKeys.modelType)
  const isMap = keys.has(geoKeys.projected) || model === models.projected
  // The number of a map's datum is not that of the map.
  const code = keys.get(isMap ? geoKeys.projected : geoKeys.geodetic)
  const name = String(keys.get(geoKeys.projectedCitation) ?? keys.get(geoKeys.citation) ?? '').replace(
    /\|+$/,
    '',
  )
  return {
    affine: [a, b, c - half * (a + b), d, e, f - half * (d + e)],
    epsg: isCode(code) ? code : undefined,
    name: name || undefined,
    degrees: !isMap && (keys.has(geoKeys.geodetic) || model === models.geographic),
    metres: metresOf(keys),
  }
}

function metresOf(keys: ReadonlyMap<number, number | string>): number | undefined {
  const unit = Number(keys.get(geoKeys.linearUnit))
  const size = unit === userDefined ? Number(keys.get(geoKeys.linearUnitSize)) : linearUnits[unit]
  return size !== undefined && size > 0 && size < Infinity ? size : undefined
}

/** That of a picture which is stored turned, for its pixels as they are seen; `size` as it is stored. */
export function turnedReference(
  geo: GeoReference,
  turn: { readonly swap: boolean; readonly fromRight: boolean; readonly fromBottom: boolean },
  size: { readonly width: number; readonly height: number },
): GeoReference {
  const [a, b, c, d, e, f] = geo.affine
  const [right, bottom] = [turn.fromRight ? size.width : 0, turn.fromBottom ? size.height : 0]
  const [su, sv] = [turn.fromRight ? -1 : 1, turn.fromBottom ? -1 : 1]
  const row = (p: number, q: number, r: number): [number, number, number] => {
    const [u, v, start] = [p * su, q * sv, r + p * right + q * bottom]
    return turn.swap ? [v, u, start] : [u, v, start]
  }
  return { ...geo, affine: [...row(a, b, c), ...row(d, e, f)] }
}

function affineOf({
  pixelScale,
  tiepoints,
  transformation: m,
}: GeoTiffTags): GeoReference['affine'] | undefined {
  if (m.length >= 8) return [m[0]!, m[1]!, m[3]!, m[4]!, m[5]!, m[7]!]
  const [scaleX, scaleY] = pixelScale
  if (scaleX === undefined || scaleY === undefined || tiepoints.length < 6) return undefined
  // With a scale, the first tie point places the picture (as GDAL reads it).
  const [i, j, , x, y] = tiepoints as readonly [number, number, number, number, number, number]
  return [scaleX, 0, x - i * scaleX, 0, -scaleY, y + j * scaleY]
}

/** Key by number: whole numbers that stand in the directory itself, texts, and single fractions. */
function readKeys({ keys, doubles = [], text }: GeoTiffTags): Map<number, number | string> {
  const found = new Map<number, number | string>()
  for (let at = 4; at + 4 <= keys.length && at < 4 * (keys[3] ?? 0) + 4; at += 4) {
    const [key, location, count, value] = keys.slice(at, at + 4) as [number, number, number, number]
    if (location === 0) found.set(key, value)
    else if (location === 34_737) found.set(key, text.slice(value, value + count))
    else if (location === 34_736 && doubles[value] !== undefined) found.set(key, doubles[value])
  }
  return found
}

function isCode(code: number | string | undefined): code is number {
  return typeof code === 'number' && code > 0 && code < userDefined
}
