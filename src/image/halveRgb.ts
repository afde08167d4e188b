// The mean of 2 × 2 pixels of 8-bit RGB in WebAssembly SIMD, which takes a quarter of JavaScript's time (`image.bench.mjs`). The
// module is written down here instruction by instruction: it is one loop.

/** Bytes of a row that are halved at a time: what is copied in and out stays in the processor's cache. */
const chunk = 48 * 1024
const page = 64 * 1024
/** Where the rows lie in the module's memory. */
const [upperAt, lowerAt, outAt] = [0, page, 2 * page]

let kernel: Kernel | undefined

/** One row of the half-size picture out of two rows of `width` pixels, which begin at bytes `upper` and `lower`. */
export function halveRgbRow(
  from: Uint8Array,
  upper: number,
  lower: number,
  width: number,
  out: Uint8Array,
  to: number,
): void {
  const { memory, halve } = (kernel ??= compile())
  const bytes = 3 * width
  for (let at = 0; at < bytes; at += chunk) {
    const count = Math.min(chunk, bytes - at)
    memory.set(from.subarray(upper + at, upper + at + count), upperAt)
    memory.set(from.subarray(lower + at, lower + at + count), lowerAt)
    // The last column of an odd width stands for two.
    if (count % 6 !== 0)
      for (const row of [upperAt, lowerAt]) memory.copyWithin(row + count, row + count - 3, row + count)
    halve(count)
    const half = Math.ceil(count / 6) * 3
    out.set(memory.subarray(outAt, outAt + half), to + at / 2)
  }
}

interface Kernel {
  readonly memory: Uint8Array
  /** Halves so many bytes of the two rows, and up to 23 that follow. */
  readonly halve: (bytes: number) => void
}

/** What we use of the JavaScript interface of WebAssembly, which the types of pure code lack. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

function compile(): Kernel {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly
  const { memory, halve } = new Instance(new Module(moduleBytes())).exports as Pick<Kernel, 'halve'> & {
    memory: { buffer: ArrayBuffer }
  }
  return { memory: new Uint8Array(memory.buffer), halve }
}

/** The binary format of the WebAssembly specification, chapter 5, with its SIMD instructions. */
function moduleBytes(): Uint8Array {
  const sized = (bytes: number[]) => [...unsigned(bytes.length), ...bytes]
  const section = (id: number, ...items: number[][]) => [id, ...sized([items.length, ...items.flat()])]
  const name = (text: string) => sized([...new TextEncoder().encode(text)])
  const [i32, type, memory, func] = [0x7f, 0x60, 2, 0]
  const code = [1, 2, i32, ...loop(), 0x0b]
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [type, 1, i32, 0]),
    ...section(3, [0]),
    ...section(5, [0, 3]),
    ...section(7, [...name('memory'), memory, 0], [...name('halve'), func, 0]),
    ...section(10, sized(code)),
  ])
}

/** Eight pixels of each row become four at a time. */
function loop(): number[] {
  const [end, at, to] = [0, 1, 2]
  const get = (local: number) => [0x20, local]
  const load = (offset: number) => [...get(at), 0xfd, 0x00, 0, ...unsigned(offset)]
  const shuffle = (lanes: number[]) => [0xfd, 0x0d, ...lanes]
  const [addPairs, add, shift, narrow] = [
    [0xfd, 0x7d],
    [0xfd, 0x8e, 0x01],
    [0xfd, 0x8d, 0x01],
    [0xfd, 0x66],
  ] as const
  const two = [0xfd, 0x0c, ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 2 : 0))]
  // Each byte beside that of the next pixel, out of the 32 that begin at a multiple of 24 and 8 later.
  const first = shuffle([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 15, 13, 24])
  const second = shuffle([22, 25, 26, 29, 27, 30, 28, 31, 0, 0, 0, 0, 0, 0, 0, 0])
  const pairs = (row: number, lanes: number[]) => [...load(row), ...load(row + 8), ...lanes, ...addPairs]
  const means = (lanes: number[]) => [
    ...[...pairs(upperAt, lanes), ...pairs(lowerAt, lanes), ...add, ...two, ...add],
    ...[0x41, 2, ...shift],
  ]
  const advance = (local: number, by: number) => [...get(local), 0x41, by, 0x6a, 0x21, local]
  return [
    ...[0x03, 0x40],
    ...[...get(to), ...means(first), ...means(second), ...narrow, 0xfd, 0x0b, 0, ...unsigned(outAt)],
    ...[...advance(at, 24), ...advance(to, 12)],
    ...[...get(at), ...get(end), 0x49, 0x0d, 0, 0x0b],
  ]
}

/** A number in the format's variable length (LEB128). */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}
