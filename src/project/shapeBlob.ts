import { AppError } from '../base/errors'
import type { Shape } from '../document/records'

/** By number in the first byte; `rings` is a polygon of several. New ones go to the end. */
const kinds = ['box', 'point', 'polygon', 'rotatedBox', 'ellipse', 'polyline', 'rings'] as const
/** Set where every coordinate is a 32-bit float already: half the bytes, and still exact. */
const single = 0x10

/** A shape as one byte of kind and its coordinates, little endian. Exact: what is decoded equals what was encoded. */
export function encodeShape(shape: Shape): Uint8Array {
  const values = coordinates(shape)
  const bad = values.find((value) => !Number.isFinite(value))
  if (bad !== undefined)
    throw new AppError('bad-shape', `A ${shape.kind} has the coordinate ${bad}; it needs finite numbers.`)
  const short = values.every((value) => Math.fround(value) === value)
  const bytes = new Uint8Array(1 + values.length * (short ? 4 : 8))
  const kind = shape.kind === 'polygon' && shape.rings ? 'rings' : shape.kind
  bytes[0] = kinds.indexOf(kind) | (short ? single : 0)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) =>
    short ? view.setFloat32(1 + i * 4, value, true) : view.setFloat64(1 + i * 8, value, true),
  )
  return bytes
}

export function decodeShape(bytes: Uint8Array): Shape {
  const head = bytes[0] ?? 0xff
  const short = (head & single) !== 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = (i: number) => (short ? view.getFloat32(1 + i * 4, true) : view.getFloat64(1 + i * 8, true))
  const kind = kinds[head & ~single]
  const count = (bytes.length - 1) / (short ? 4 : 8)
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
      return { kind, points: Array.from({ length: count }, (_, i) => at(i)) }
    case 'rings':
      return decodeRings(Array.from({ length: count }, (_, i) => at(i)))
    default:
      throw damaged(head)
  }
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
  return new AppError(
    'project-damaged',
    `A stored shape of the kind ${head} cannot be read; the project is damaged, or a newer Windhover wrote it.`,
  )
}

function coordinates(shape: Shape): readonly number[] {
  if (shape.kind === 'box') return [shape.x, shape.y, shape.w, shape.h]
  if (shape.kind === 'point') return [shape.x, shape.y]
  if ('cx' in shape) return [shape.cx, shape.cy, shape.w, shape.h, shape.angle]
  if (shape.kind === 'polyline' || !shape.rings) return shape.points
  const rings = [shape.points, ...shape.rings]
  return [rings.length, ...rings.map((ring) => ring.length), ...rings.flat()]
}
