import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

interface Encoder {
  getDecodedBuffer(info: Jpeg2000Info): Uint8Array
  setQuality(lossless: boolean, rate: number): void
  encode(): void
  getEncodedBuffer(): Uint8Array
  delete(): void
}
interface Jpeg2000Info {
  readonly width: number
  readonly height: number
  readonly componentCount: number
  readonly bitsPerSample: number
  readonly isSigned: boolean
}

/** A codestream without loss, by the encoder of the package whose decoder the app has. */
export async function jpeg2000(
  samples: Uint8Array | Uint16Array | Int16Array,
  width: number,
  channels = 1,
): Promise<Buffer> {
  const require = createRequire(import.meta.url)
  const load = require('@cornerstonejs/codec-openjpeg/wasmjs') as (options: object) => Promise<{
    J2KEncoder: new () => Encoder
  }>
  const silent = () => {}
  const wasmBinary = readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/wasm'))
  const { J2KEncoder } = await load({ wasmBinary, print: silent, printErr: silent })
  const encoder = new J2KEncoder()
  const info = {
    width,
    height: samples.length / width / channels,
    componentCount: channels,
    bitsPerSample: samples.BYTES_PER_ELEMENT * 8,
    isSigned: samples instanceof Int16Array,
  }
  encoder.getDecodedBuffer(info).set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  encoder.setQuality(true, 0)
  encoder.encode()
  const bytes = Buffer.from(encoder.getEncodedBuffer())
  encoder.delete()
  return bytes
}
