import { AppError } from '../base/errors'
import type { Shape } from '../document/records'

const kinds = ['box', 'point', 'polygon'] as const
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
  bytes[0] = kinds.indexOf(shape.kind) | (short ? single : 0)
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
  if (kind === 'box') return { kind, x: at(0), y: at(1), w: at(2), h: at(3) }
  if (kind === 'point') return { kind, x: at(0), y: at(1) }
  if (kind !== 'polygon')
    throw new AppError(
      'project-damaged',
      `A stored shape has the unknown kind ${head}; the project is damaged.`,
    )
  return { kind, points: Array.from({ length: (bytes.length - 1) / (short ? 4 : 8) }, (_, i) => at(i)) }
}

function coordinates(shape: Shape): readonly number[] {
  if (shape.kind === 'box') return [shape.x, shape.y, shape.w, shape.h]
  return shape.kind === 'point' ? [shape.x, shape.y] : shape.points
}
