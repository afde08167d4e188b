// Well-known binary (OGC 06-103r4, section 8.2; EWKB's flags and ISO's thousands for Z and M), to and from GeoJSON's geometries.

export interface Geometry {
  readonly type: string
  readonly coordinates: unknown
}

const types = ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon'] as const
/** How deep the numbers of each kind lie: a point is a pair, a line a list of them. */
const depths = [0, 1, 2, 1, 2, 3] as const
const many = 50_000_000

/** Little-endian. Throws RangeError for a kind that is none of GeoJSON's. */
export function toWkb({ type, coordinates }: Geometry): Uint8Array {
  const number = types.findIndex((each) => each === type)
  if (number < 0) throw new RangeError(`no such geometry: ${type}`)
  const parts: Uint8Array[] = []
  writeGeometry(number, coordinates as Nested, parts)
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

type Nested = readonly (number | Nested)[]

function writeGeometry(number: number, coordinates: Nested, parts: Uint8Array[]): void {
  parts.push(Uint8Array.of(1), whole(number + 1))
  if (number < 3) return writeNumbers(coordinates, depths[number] as number, parts)
  parts.push(whole(coordinates.length))
  for (const each of coordinates as readonly Nested[]) writeGeometry(number - 3, each, parts)
}

function writeNumbers(coordinates: Nested, depth: number, parts: Uint8Array[]): void {
  if (depth === 0) {
    parts.push(new Uint8Array(Float64Array.from((coordinates as readonly number[]).slice(0, 2)).buffer))
    return
  }
  parts.push(whole(coordinates.length))
  for (const each of coordinates as readonly Nested[]) writeNumbers(each, depth - 1, parts)
}

const whole = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)

/** Without heights and measures. Throws RangeError for anything else than it should be. */
export function fromWkb(bytes: Uint8Array): Geometry {
  return new WkbReader(bytes).geometry()
}

class WkbReader {
  private at = 0
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  geometry(): Geometry {
    const little = this.view.getUint8(this.at++) === 1
    const code = this.whole(little)
    const flags = code >>> 28
    const plain = code & 0x0fffffff
    const extra = Math.floor(plain / 1000)
    const size =
      2 +
      ((flags & 8) !== 0 || extra === 1 || extra === 3 ? 1 : 0) +
      ((flags & 4) !== 0 || extra >= 2 ? 1 : 0)
    if (flags & 2) this.at += 4
    const number = (plain % 1000) - 1
    const type = types[number]
    if (!type || extra > 3) throw new RangeError(`a geometry of kind ${plain}`)
    if (number < 3) return { type, coordinates: this.numbers(depths[number] as number, size, little) }
    const coordinates = Array.from({ length: this.count(little) }, () => this.geometry().coordinates)
    return { type, coordinates }
  }

  private numbers(depth: number, size: number, little: boolean): unknown {
    if (depth > 0)
      return Array.from({ length: this.count(little) }, () => this.numbers(depth - 1, size, little))
    const pair = [this.view.getFloat64(this.at, little), this.view.getFloat64(this.at + 8, little)]
    this.at += size * 8
    return pair
  }

  private count(little: boolean): number {
    const count = this.whole(little)
    if (count > many || count > this.view.byteLength) throw new RangeError(`${count} parts`)
    return count
  }

  private whole(little: boolean): number {
    this.at += 4
    return this.view.getUint32(this.at - 4, little)
  }
}
