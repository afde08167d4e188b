import * as v from 'valibot'
import { says } from '../messages/says/says'
import type { WeightSpec } from './weights'

// Weights as "safetensors" has them: the length of a header, the header as JSON, and the values, little-endian, without gaps.

/** Bytes of the header: ten thousand weights with long names take 2 MB. */
const longestHeader = 16 * 1024 * 1024

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const headerSchema = v.record(
  v.pipe(v.string(), v.maxLength(4096)),
  v.union([
    v.object({
      dtype: v.literal('F32'),
      shape: v.pipe(v.array(count), v.maxLength(8)),
      data_offsets: v.tuple([count, count]),
    }),
    v.record(v.string(), v.string()),
  ]),
)

/** f32 values one behind the other, cut as `spec` says. */
export function encodeSafetensors(spec: readonly WeightSpec[], values: Float32Array): Uint8Array {
  const header: Record<string, object> = {}
  let at = 0
  for (const { name, shape } of spec) {
    const end = at + 4 * sizeOf(shape)
    header[name] = { dtype: 'F32', shape, data_offsets: [at, end] }
    at = end
  }
  const text = JSON.stringify(header)
  // Values begin at a multiple of 8 bytes; blanks may stand behind the header.
  const json = new TextEncoder().encode(text.padEnd(text.length + paddingOf(text)))
  const out = new Uint8Array(8 + json.length + 4 * values.length)
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true)
  out.set(json, 8)
  out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8 + json.length)
  return out
}

const paddingOf = (text: string) => (8 - (new TextEncoder().encode(text).length % 8)) % 8

/** The reverse, in the order in which the values lie. Throws RangeError with what is wrong. */
export function decodeSafetensors(bytes: Uint8Array): { spec: WeightSpec[]; values: Float32Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true))
  if (length > longestHeader || 8 + length > bytes.length)
    throw new RangeError(says.training.itsHeaderIsDamaged)
  const tensors = readHeader(bytes.subarray(8, 8 + length))
  let at = 0
  for (const { name, shape, from, to } of tensors) {
    if (from !== at || to - from !== 4 * sizeOf(shape))
      throw new RangeError(says.training.nameIsNotWhereIt(name))
    at = to
  }
  // A copy: a view may begin where no number of four bytes can.
  const data = new Uint8Array(bytes.subarray(8 + length))
  if (data.length !== at) throw new RangeError(says.training.itHoldsDataBytesOf(data.length, at))
  const values = new Float32Array(data.buffer, 0, at / 4)
  if (!values.every(Number.isFinite)) throw new RangeError(says.training.aWeightIsNoNumber)
  return { spec: tensors.map(({ name, shape }) => ({ name, shape })), values }
}

function readHeader(bytes: Uint8Array) {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes))
  } catch {
    throw new RangeError(says.training.itsHeaderIsNoJson)
  }
  const parsed = v.safeParse(headerSchema, json)
  if (!parsed.success) throw new RangeError(says.training.itsHeaderIsNotThat)
  const tensors = Object.entries(parsed.output).flatMap(([name, about]) => {
    if (name === '__metadata__' || !isTensor(about)) return []
    const [from, to] = about.data_offsets
    return [{ name, shape: about.shape, from, to }]
  })
  return tensors.sort((a, b) => a.from - b.from || a.to - b.to)
}

interface Tensor {
  readonly shape: number[]
  readonly data_offsets: [number, number]
}
const isTensor = (about: object): about is Tensor =>
  'data_offsets' in about && Array.isArray(about.data_offsets)

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1)
