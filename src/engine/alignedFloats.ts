/// <reference lib="es2024.sharedmemory" />

/**
 * f32 [length] at the start of a memory page, in `spare` where that is large enough: its values are then those that lie there,
 * else zeros. TensorFlow uses such an array where it lies, and copies any other; threads share it. A buffer that may grow gets
 * pages of its own, which is all that "may grow" is for.
 */
export function alignedFloats(length: number, spare?: SharedArrayBuffer): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT
  const fits = spare !== undefined && spare.byteLength >= bytes
  return new Float32Array(fits ? spare : new SharedArrayBuffer(bytes, { maxByteLength: bytes }), 0, length)
}
