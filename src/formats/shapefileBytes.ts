import { signedArea } from '../geometry/rings'
import { says } from '../messages/says/says'
import type { Geometry } from './wkb'

// The main file and the index of a shapefile (ESRI Shapefile Technical Description, July 1998), to and from GeoJSON's geometries.

export type ShapeKind = 'points' | 'lines' | 'polygons'

const codes: Readonly<Record<ShapeKind, number>> = { points: 1, lines: 3, polygons: 5 }
const [magic, version, headBytes] = [9994, 1000, 100]
/** The format counts words of 16 bits in 31 bits. */
export const maxBytes = 2 ** 31

type Pair = readonly [number, number]
type Box = [left: number, bottom: number, right: number, top: number]

/** Which of the three files a geometry belongs to. */
export function kindOf({ type }: Geometry): ShapeKind {
  if (type.endsWith('Point')) return 'points'
  return type.endsWith('LineString') ? 'lines' : 'polygons'
}

/** Files of geometries of one kind: points, lines, and polygons with holes and several parts. Throws RangeError above 2 GB. */
export function toShapefile(
  kind: ShapeKind,
  geometries: readonly Geometry[],
): { shp: Uint8Array; shx: Uint8Array } {
  const records = geometries.map((geometry) => content(kind, geometry))
  const length = records.reduce((sum, { length }) => sum + 8 + length, headBytes)
  if (length >= maxBytes) throw new RangeError(says.maps.moreThan2Gb)
  const shp = new Uint8Array(length)
  const shx = new Uint8Array(headBytes + 8 * records.length)
  const [view, index] = [new DataView(shp.buffer), new DataView(shx.buffer)]
  const around: Box = [Infinity, Infinity, -Infinity, -Infinity]
  let at = headBytes
  records.forEach((record, i) => {
    view.setInt32(at, i + 1)
    view.setInt32(at + 4, record.length / 2)
    index.setInt32(headBytes + 8 * i, at / 2)
    index.setInt32(headBytes + 8 * i + 4, record.length / 2)
    shp.set(record, at + 8)
    widen(around, boxOf(record))
    at += 8 + record.length
  })
  for (const each of [view, index]) writeHead(each, codes[kind], records.length > 0 ? around : [0, 0, 0, 0])
  return { shp, shx }
}

function writeHead(view: DataView, code: number, around: Box): void {
  view.setInt32(0, magic)
  view.setInt32(24, view.byteLength / 2)
  view.setInt32(28, version, true)
  view.setInt32(32, code, true)
  around.forEach((value, i) => view.setFloat64(36 + i * 8, value, true))
}

function boxOf(record: Uint8Array): Box {
  const view = new DataView(record.buffer)
  const at = (i: number) => view.getFloat64(4 + i * 8, true)
  return record.length === 20 ? [at(0), at(1), at(0), at(1)] : [at(0), at(1), at(2), at(3)]
}

function widen(around: Box, [left, bottom, right, top]: Box): void {
  around[0] = Math.min(around[0], left)
  around[1] = Math.min(around[1], bottom)
  around[2] = Math.max(around[2], right)
  around[3] = Math.max(around[3], top)
}

function content(kind: ShapeKind, geometry: Geometry): Uint8Array {
  if (kind === 'points') {
    const point = new DataView(new ArrayBuffer(20))
    point.setInt32(0, codes.points, true)
    ;(geometry.coordinates as Pair).slice(0, 2).forEach((v, i) => point.setFloat64(4 + i * 8, v, true))
    return new Uint8Array(point.buffer)
  }
  const parts = kind === 'lines' ? [geometry.coordinates as readonly Pair[]] : turnedRings(geometry)
  const count = parts.reduce((sum, part) => sum + part.length, 0)
  const view = new DataView(new ArrayBuffer(44 + 4 * parts.length + 16 * count))
  view.setInt32(0, codes[kind], true)
  view.setInt32(36, parts.length, true)
  view.setInt32(40, count, true)
  const around: Box = [Infinity, Infinity, -Infinity, -Infinity]
  let [first, at] = [0, 44 + 4 * parts.length]
  parts.forEach((part, i) => {
    view.setInt32(44 + 4 * i, first, true)
    first += part.length
    for (const [x, y] of part) {
      widen(around, [x, y, x, y])
      view.setFloat64(at, x, true)
      view.setFloat64(at + 8, y, true)
      at += 16
    }
  })
  around.forEach((value, i) => view.setFloat64(4 + i * 8, value, true))
  return new Uint8Array(view.buffer)
}

/** Outer rings clockwise on a map, holes the other way, each closed. */
function turnedRings({ type, coordinates }: Geometry): (readonly Pair[])[] {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as readonly (readonly Pair[])[][]
  return polygons.flatMap((rings) =>
    rings.map((ring, i) => (clockwise(ring.flat()) === (i === 0) ? ring : [...ring].reverse())),
  )
}

/** As it is seen where y goes up. */
const clockwise = (ring: readonly number[]) => signedArea(ring) < 0

/** The geometry of each record; null where it has none. Heights and measures are left out. Throws RangeError for what is no shapefile. */
export function* fromShapefile(bytes: Uint8Array): Generator<Geometry | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isShapefile(bytes)) throw new RangeError(says.maps.anotherBeginning)
  const whole = view.getInt32(24) * 2
  if (whole > bytes.length) throw new RangeError(says.maps.cutOff)
  for (let at = headBytes; at + 8 <= whole;) {
    const length = view.getInt32(at + 4) * 2
    if (length < 4 || at + 8 + length > whole) throw new RangeError(says.maps.aRecordThatIsLonger)
    yield geometryOf(new DataView(view.buffer, view.byteOffset + at + 8, length))
    at += 8 + length
  }
}

export function isShapefile(bytes: Uint8Array): boolean {
  if (bytes.length < headBytes) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, headBytes)
  return view.getInt32(0) === magic && view.getInt32(28, true) === version
}

function geometryOf(record: DataView): Geometry | null {
  const code = record.getInt32(0, true)
  // Those with heights are ten more, those with measures twenty.
  const plain = code % 10
  if (code === 0) return null
  if (code > 28 || ![1, 3, 5, 8].includes(plain)) throw new RangeError(says.maps.shapesOfKindCode(code))
  const pair = (at: number): Pair => [record.getFloat64(at, true), record.getFloat64(at + 8, true)]
  if (plain === 1) return { type: 'Point', coordinates: pair(4) }
  const count = record.getInt32(plain === 8 ? 36 : 40, true)
  const parts = plain === 8 ? 0 : record.getInt32(36, true)
  const start = plain === 8 ? 40 : 44 + 4 * parts
  if (count < 0 || parts < 0 || start + 16 * count > record.byteLength)
    throw new RangeError(says.maps.aShapeWithMorePoints)
  const points = Array.from({ length: count }, (_, i) => pair(start + 16 * i))
  if (plain === 8) return { type: 'MultiPoint', coordinates: points }
  const firsts = Array.from({ length: parts }, (_, i) => record.getInt32(44 + 4 * i, true))
  const pieces = firsts.map((first, i) => points.slice(first, firsts[i + 1] ?? count))
  if (firsts.some((first, i) => first < (firsts[i - 1] ?? 0) || first > count))
    throw new RangeError(says.maps.aShapeWhosePartsAre)
  return plain === 3 ? linesOf(pieces) : polygonsOf(pieces.filter((ring) => ring.length > 3))
}

function linesOf(lines: readonly Pair[][]): Geometry {
  if (lines.length === 1) return { type: 'LineString', coordinates: lines[0] }
  return { type: 'MultiLineString', coordinates: lines }
}

/** Rings that turn to the left are holes of the smallest outer ring around them; without one, outer rings themselves. */
function polygonsOf(rings: readonly Pair[][]): Geometry {
  const about = rings.map((ring) => ({ ring, flat: ring.flat(), rings: [ring] }))
  const outer = about.filter(({ flat }) => clockwise(flat))
  const size = ({ flat }: { readonly flat: readonly number[] }) => Math.abs(signedArea(flat))
  outer.sort((a, b) => size(a) - size(b))
  const alone = about.filter((hole) => {
    if (outer.includes(hole)) return false
    const around = outer.find((each) => size(each) >= size(hole) && holds(each.ring, hole.ring))
    around?.rings.push(hole.ring)
    return !around
  })
  const coordinates = [...outer, ...alone].map((each) => each.rings)
  if (coordinates.length === 0) return { type: 'MultiPolygon', coordinates }
  if (coordinates.length === 1) return { type: 'Polygon', coordinates: coordinates[0] }
  return { type: 'MultiPolygon', coordinates }
}

/** Whether most of a ring's corners lie in another ring or on it: holes may touch the ring around them. */
function holds(outer: readonly Pair[], ring: readonly Pair[]): boolean {
  const few = ring.slice(0, 32)
  const inside = few.filter(([x, y]) => isInside(outer, x, y)).length
  return inside * 2 >= few.length
}

function isInside(ring: readonly Pair[], x: number, y: number): boolean {
  let inside = false
  for (let i = 1; i < ring.length; i++) {
    const [[ax, ay], [bx, by]] = [ring[i - 1] as Pair, ring[i] as Pair]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
