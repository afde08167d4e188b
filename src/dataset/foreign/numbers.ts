/** How a value of another program's HDF5 is stored. */
export interface NumberType {
  readonly kind: 'unsigned' | 'signed' | 'float'
  /** Bytes of a value. */
  readonly bytes: 1 | 2 | 4 | 8
}

/** As HDF5's own numbers say it: 0 is an integer, 1 a float, 8 a list of names for integers (numpy's bool). */
interface StoredType {
  readonly type: number
  readonly size: number
  readonly signed: boolean
}

/** Undefined where the values are no numbers. */
export function numberTypeOf({ type, size, signed }: StoredType): NumberType | undefined {
  const bytes = ([1, 2, 4, 8] as const).find((each) => each === size)
  if (!bytes || ![0, 1, 8].includes(type) || (type === 1 && bytes === 1)) return undefined
  return { kind: type === 1 ? 'float' : signed ? 'signed' : 'unsigned', bytes }
}

type Numbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array
export type StoredNumbers = Numbers | Float32Array | Float64Array

/** Values out of their bytes, in this machine's order: HDF5 turns them round where they are stored the other way. */
export function decodeNumbers(bytes: Uint8Array, { kind, bytes: size }: NumberType): StoredNumbers {
  const at = [bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / size] as const
  if (kind === 'float')
    return size === 2 ? halves(new Uint16Array(...at)) : new (size === 4 ? Float32Array : Float64Array)(...at)
  if (size === 8)
    return Float64Array.from(
      new (kind === 'signed' ? BigInt64Array : BigUint64Array)(...at) as BigInt64Array,
      Number,
    )
  const types = {
    unsigned: { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array },
    signed: { 1: Int8Array, 2: Int16Array, 4: Int32Array },
  } as const
  return new types[kind][size](...at)
}

let halfTable: Float32Array | undefined

/** IEEE 754 binary16. */
function halves(bits: Uint16Array): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, i) => {
    const [sign, exponent, fraction] = [i & 0x8000 ? -1 : 1, (i >> 10) & 31, i & 1023]
    if (exponent === 31) return fraction ? NaN : sign * Infinity
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
  })
  const table = halfTable
  return Float32Array.from(bits, (each) => table[each] as number)
}
