import { definitionOf } from './mapCoordinates'

// Coordinate systems as the .prj of a shapefile has them: well-known text (OGC 01-009), of which ESRI writes a dialect.

const degree = 'UNIT["degree",0.0174532925199433]'

/**
 * The text of a system by its number; undefined for one whose ellipsoid or projection is not among the usual ones: UTM,
 * transverse Mercator, Lambert's two, Albers, the web's Mercator, and longitude and latitude, on WGS 84, NAD 83 or GRS 80.
 */
export function prjOf(epsg: number): string | undefined {
  const text = definitionOf(epsg)
  if (!text) return undefined
  const terms = new Map(
    text
      .trim()
      .split(/\s+/)
      .map((term) => term.replace(/^\+/, '').split('=') as [string, string]),
  )
  const authority = `AUTHORITY["EPSG","${epsg}"]`
  if (epsg === 3857) return webMercator(authority)
  const globe = globeOf(terms)
  if (!globe || Number(terms.get('pm') ?? 0) !== 0) return undefined
  if (terms.get('proj') === 'longlat') return `GEOGCS[${globe},${authority}]`
  const projection = projectionOf(terms)
  const metres = terms.get('units') ?? 'm'
  if (!projection || metres !== 'm' || terms.has('to_meter')) return undefined
  return `PROJCS["EPSG ${epsg}",GEOGCS[${globe}],${projection},UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH],${authority}]`
}

function globeOf(terms: ReadonlyMap<string, string>): string | undefined {
  const datum = terms.get('datum')
  const prime = `PRIMEM["Greenwich",0],${degree}`
  const of = (name: string, datumName: string, ellipsoid: string) =>
    `"${name}",DATUM["${datumName}",SPHEROID[${ellipsoid}]],${prime}`
  const grs80 = '"GRS 1980",6378137,298.257222101'
  if (datum === 'WGS84') return of('WGS 84', 'WGS_1984', '"WGS 84",6378137,298.257223563')
  if (datum === 'NAD83') return of('NAD83', 'North_American_Datum_1983', grs80)
  const shift = terms.get('towgs84') ?? '0'
  const still = shift.split(',').every((value) => Number(value) === 0)
  if (!datum && terms.get('ellps') === 'GRS80' && still)
    return of('GRS 80', 'European_Terrestrial_Reference_System_1989', grs80)
  return undefined
}

const origin = {
  latitude_of_origin: 'lat_0',
  central_meridian: 'lon_0',
  false_easting: 'x_0',
  false_northing: 'y_0',
}
const projections: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  tmerc: ['Transverse_Mercator', { ...origin, scale_factor: 'k' }],
  lcc: [
    'Lambert_Conformal_Conic_2SP',
    { ...origin, standard_parallel_1: 'lat_1', standard_parallel_2: 'lat_2' },
  ],
  aea: [
    'Albers_Conic_Equal_Area',
    {
      standard_parallel_1: 'lat_1',
      standard_parallel_2: 'lat_2',
      latitude_of_center: 'lat_0',
      longitude_of_center: 'lon_0',
      false_easting: 'x_0',
      false_northing: 'y_0',
    },
  ],
  laea: [
    'Lambert_Azimuthal_Equal_Area',
    {
      latitude_of_center: 'lat_0',
      longitude_of_center: 'lon_0',
      false_easting: 'x_0',
      false_northing: 'y_0',
    },
  ],
}

function projectionOf(terms: ReadonlyMap<string, string>): string | undefined {
  const own = terms.get('proj') === 'utm' ? transverse(terms) : terms
  const [name, parameters] = projections[own.get('proj') ?? ''] ?? []
  if (!name || !parameters || (own.get('proj') === 'lcc' && !own.has('lat_2'))) return undefined
  const given = Object.entries(parameters).map(([parameter, term]) => {
    const value = term === 'k' ? (own.get('k') ?? own.get('k_0') ?? 1) : (own.get(term) ?? 0)
    return `PARAMETER["${parameter}",${Number(value)}]`
  })
  return [`PROJECTION["${name}"]`, ...given].join()
}

/** What a zone of UTM stands for. */
function transverse(terms: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const middle = Number(terms.get('zone')) * 6 - 183
  return new Map([
    ['proj', 'tmerc'],
    ['lat_0', '0'],
    ['lon_0', String(middle)],
    ['k', '0.9996'],
    ['x_0', '500000'],
    ['y_0', terms.has('south') ? '10000000' : '0'],
  ])
}

function webMercator(authority: string): string {
  const globe = globeOf(new Map([['datum', 'WGS84']])) ?? ''
  const parameters =
    'PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0]'
  return `PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS[${globe}],PROJECTION["Mercator_1SP"],${parameters},PARAMETER["false_northing",0],UNIT["metre",1],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],${authority}]`
}

/** What a .prj names, for a GeoJSON's `crs`: the number of the whole system where it stands in it, else the text itself. */
export function crsOfPrj(text: string): string {
  const number = /AUTHORITY\s*\[\s*"EPSG"\s*,\s*"?(\d{4,6})"?\s*\]\s*\]\s*$/i.exec(text)?.[1]
  if (number) return `EPSG:${number}`
  if (/^\s*GEOGCS\s*\[\s*"(GCS_WGS_1984|WGS 84)"/i.test(text)) return 'EPSG:4326'
  return text.trim()
}
