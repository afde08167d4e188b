import { readFileSync } from 'node:fs'
import { lite0Weights } from './lite0'

/** The encoder's weights, learned on ImageNet, by the names that the layer `layer` gives them. */
export function readLite0(
  layer: string,
): Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }> {
  const file = readFileSync(new URL('./lite0.f16', import.meta.url))
  const halves = new Uint16Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength))
  let at = 0
  return new Map(
    lite0Weights().map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1)
      const values = Float32Array.from(halves.subarray(at, at + size), fromHalf)
      at += size
      return [`${layer}/${name}`, { shape, values }]
    }),
  )
}

/** IEEE 754 binary16, finite. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
