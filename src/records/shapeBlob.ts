import { AppError } from '../base/errors'
import { t } from '../messages/messages'
import type { Shape } from './shape'

/** By number in the first byte; `rings` is a polygon of several. New ones go to the end. */
const kinds = ['box', 'point', 'polygon', 'rotatedBox', 'ellipse', 'polyline', 'rings'] as const
const [boxKind, pointKind, polygonKind, polylineKind] = [
  kinds.indexOf('box'),
  kinds.indexOf('point'),
  kinds.indexOf('polygon'),
  kinds.indexOf('polyline'),
]
/** Set where every coordinate is a 32-bit float already: half the bytes, and still exact. */
const single = 0x10
/** Coordinates of those that have a fixed number of them. */
const lengths: { readonly [K in (typeof kinds)[number]]?: number } = {
  box: 4,
  point: 2,
  rotatedBox: 5,
  ellipse: 5,
}

type StoredKind = (typeof kinds)[number]

const fewBytes = 128

/** A copy, which for few bytes takes no view of them. */
// eslint-disable-next-line max-params -- Called for each of a million rows: an object would cost.
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > fewBytes) to.set(from.subarray(start, end), at)
  else for (let i = start; i < end; i++) to[at + i - start] = from[i] as number
}

const largeBytes = 64 * 1024 * 1024

/** Shapes as bytes, one after the other, in a block that grows. */
export class ShapeBytes {
  length = 0
  bytes = new Uint8Array(1024)
  view = new DataView(this.bytes.buffer)

  /** Adds one byte of kind and its coordinates, little endian. Exact: what is decoded equals what was encoded. */
  add(shape: Shape): void {
    this.addValues(shape.kind === 'polygon' && shape.rings ? 'rings' : shape.kind, coordinates(shape))
  }

  /** The same of a shape's coordinates, of which there may be more behind the first `count`. */
  addValues(name: StoredKind, values: ArrayLike<number>, count = values.length): void {
    let short = true
    for (let i = 0; i < count; i++) {
      const value = values[i] as number
      if (!Number.isFinite(value))
        throw new AppError(
          'bad-shape',
          t.records.aKindHasTheCoordinate(name === 'rings' ? 'polygon' : name, value),
        )
      if (Math.fround(value) !== value) short = false
    }
    const end = this.length + 1 + count * (short ? 4 : 8)
    if (end > this.bytes.length) this.grow(end)
    const { view } = this
    let at = this.length
    view.setUint8(at++, kinds.indexOf(name) | (short ? single : 0))
    if (short) for (let i = 0; i < count; i++, at += 4) view.setFloat32(at, values[i] as number, true)
    else for (let i = 0; i < count; i++, at += 8) view.setFloat64(at, values[i] as number, true)
    this.length = end
  }

  /** Adds a shape that lies from `start` to `end` of other bytes. */
  addStored(view: DataView, start: number, end: number): void {
    const length = this.length + end - start
    if (length > this.bytes.length) this.grow(length)
    copyBytes(new Uint8Array(view.buffer, view.byteOffset), start, end, this.bytes, this.length)
    this.length = length
  }

  private grow(least: number): void {
    // The larger it is, the less of it is in vain.
    const factor = this.bytes.length < largeBytes ? 2 : 1.25
    const bytes = new Uint8Array(Math.max(least, Math.ceil(this.bytes.length * factor)))
    bytes.set(this.bytes)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }
}

const one = new ShapeBytes()

export function encodeShape(shape: Shape): Uint8Array {
  one.length = 0
  one.add(shape)
  return one.bytes.slice(0, one.length)
}

export function decodeShape(bytes: Uint8Array): Shape {
  return shapeAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length)
}

/** The shape in the bytes from `start` to `end`. */
export function shapeAt(view: DataView, start: number, end: number): Shape {
  const head = end > start ? view.getUint8(start) : 0xff
  const short = (head & single) !== 0
  const first = start + 1
  const at = (i: number) =>
    short ? view.getFloat32(first + i * 4, true) : view.getFloat64(first + i * 8, true)
  const kind = kinds[head & ~single]
  const count = (end - first) / (short ? 4 : 8)
  if (kind === undefined || !Number.isInteger(count) || count !== (lengths[kind] ?? count))
    throw damaged(head)
  const all = () => {
    const values = new Array<number>(count)
    for (let i = 0; i < count; i++) values[i] = at(i)
    return values
  }
  switch (kind) {
    case 'box':
      return { kind, x: at(0), y: at(1), w: at(2), h: at(3) }
    case 'point':
      return { kind, x: at(0), y: at(1) }
    case 'rotatedBox':
    case 'ellipse':
      return { kind, cx: at(0), cy: at(1), w: at(2), h: at(3), angle: at(4) }
    case 'polygon':
    case 'polyline':
      return { kind, points: all() }
    case 'rings':
      return decodeRings(all())
  }
}

/** What is wrong with the shape in the bytes from `start` to `end`, without making it; undefined where it can be read. */
export function wrongShape(view: DataView, start: number, end: number): string | undefined {
  const head = end > start ? view.getUint8(start) : 0xff
  const kind = kinds[head & ~single]
  const bytes = (head & single) !== 0 ? 4 : 8
  if (kind === 'box' && end - start === 1 + 4 * bytes && isRightBox(view, start + 1, bytes)) return undefined
  const count = (end - start - 1) / bytes
  if (kind === undefined || !Number.isInteger(count) || count !== (lengths[kind] ?? count))
    return t.records.itsKindHeadHasStart(head, end - start)
  const at = (i: number) =>
    bytes === 4 ? view.getFloat32(start + 1 + i * 4, true) : view.getFloat64(start + 1 + i * 8, true)
  for (let i = 0; i < count; i++) if (!Number.isFinite(at(i))) return t.records.itsCoordinateIIsI2(i, at(i))
  if (kind === 'polygon' || kind === 'polyline') {
    const enough = count % 2 === 0 && count >= (kind === 'polygon' ? 6 : 4)
    return enough ? undefined : t.records.aKindOfCountCoordinates(kind, count)
  }
  if (kind !== 'rings') {
    const side = kind === 'point' ? 0 : Math.min(at(2), at(3))
    return side >= 0 ? undefined : t.records.itsSideIsSide(side)
  }
  return wrongRings(at, count)
}

/** Most of a million objects are boxes: two thirds of the time of asking for each number apart. */
function isRightBox(view: DataView, first: number, bytes: 4 | 8): boolean {
  const [x, y, w, h] =
    bytes === 4
      ? [
          view.getFloat32(first, true),
          view.getFloat32(first + 4, true),
          view.getFloat32(first + 8, true),
          view.getFloat32(first + 12, true),
        ]
      : [
          view.getFloat64(first, true),
          view.getFloat64(first + 8, true),
          view.getFloat64(first + 16, true),
          view.getFloat64(first + 24, true),
        ]
  return Number.isFinite(x + y + w + h) && w >= 0 && h >= 0
}

function wrongRings(at: (i: number) => number, count: number): string | undefined {
  const rings = count > 0 ? at(0) : 0
  let used = 1 + rings
  if (!(Number.isInteger(rings) && rings >= 1 && used <= count)) return t.records.aPolygonOfRingsRings(rings)
  for (let i = 1; i <= rings; i++) {
    const length = at(i)
    if (!(Number.isInteger(length) && length % 2 === 0 && length >= 6))
      return t.records.aRingOfCountCoordinates(length)
    used += length
  }
  return used === count ? undefined : t.records.itsRingsHaveUsedCoordinates(used, count)
}

/** Whether it is a box or a polygon of one ring that is no box, turned or not, by the number of its corners alone. */
export function isSettled(view: DataView, start: number, end: number): boolean {
  const head = view.getUint8(start)
  const kind = head & ~single
  return (
    kind === boxKind || (kind === polygonKind && (end - start - 1) / ((head & single) !== 0 ? 4 : 8) !== 8)
  )
}

/** The kind of the shape that begins at `start`. */
export function kindAt(view: DataView, start: number): Shape['kind'] {
  const kind = kinds[view.getUint8(start) & ~single]
  return kind === 'rings' || kind === undefined ? 'polygon' : kind
}

/**
 * Writes x, y, width and height of a shape's bounds to `into`, which holds zeros there, exactly as `bounds` gives them;
 * false where that takes more.
 */
// eslint-disable-next-line max-params -- Called for each of a million rows: an object would cost.
export function simpleBounds(
  view: DataView,
  start: number,
  end: number,
  into: Float64Array,
  at: number,
): boolean {
  if (end <= start) return false
  const head = view.getUint8(start)
  const [kind, short] = [head & ~single, (head & single) !== 0]
  const count = (end - start - 1) / (short ? 4 : 8)
  if ((kind === polygonKind || kind === polylineKind) && Number.isInteger(count))
    return pathBounds(view, start + 1, count, short, into, at)
  if (kind > pointKind || count !== (kind === pointKind ? 2 : 4)) return false
  for (let i = 0; i < count; i++)
    into[at + i] = short ? view.getFloat32(start + 1 + i * 4, true) : view.getFloat64(start + 1 + i * 8, true)
  return true
}

/** Of as many coordinates, x and y in turn. */
// eslint-disable-next-line max-params -- Called for each of a million rows: an object would cost.
function pathBounds(
  view: DataView,
  first: number,
  count: number,
  short: boolean,
  into: Float64Array,
  to: number,
): boolean {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < count; i += 2) {
    const x = short ? view.getFloat32(first + i * 4, true) : view.getFloat64(first + i * 8, true)
    const y = short ? view.getFloat32(first + i * 4 + 4, true) : view.getFloat64(first + i * 8 + 8, true)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  into[to] = left
  into[to + 1] = top
  into[to + 2] = right - left
  into[to + 3] = bottom - top
  return true
}

/** Number of rings, their lengths, their coordinates. */
function decodeRings(values: readonly number[]): Shape {
  const count = values[0] ?? 0
  let from = 1 + count
  const rings = values.slice(1, from).map((length) => values.slice(from, (from += length)))
  const [points, ...others] = rings
  if (!points || from !== values.length) throw damaged(kinds.indexOf('rings'))
  return { kind: 'polygon', points, rings: others }
}

function damaged(head: number): AppError {
  return new AppError('project-damaged', t.records.aStoredShapeOfThe(head))
}

function coordinates(shape: Shape): readonly number[] {
  if (shape.kind === 'box') return [shape.x, shape.y, shape.w, shape.h]
  if (shape.kind === 'point') return [shape.x, shape.y]
  if ('cx' in shape) return [shape.cx, shape.cy, shape.w, shape.h, shape.angle]
  if (shape.kind === 'polyline' || !shape.rings) return shape.points
  const rings = [shape.points, ...shape.rings]
  return [rings.length, ...rings.map((ring) => ring.length), ...rings.flat()]
}
