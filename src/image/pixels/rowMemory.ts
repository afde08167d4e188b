import { halveRow, type Depth, type Samples } from './pixels'

/** Memory in which rows of pixels of one kind are parted and halved. All places and lengths are in bytes. */
export interface RowMemory {
  readonly bytes: Uint8Array
  /** This memory by samples. */
  readonly samples: Samples
  /** Copies what lies from `from` to `end` in pieces of `length`: one to `to`, each other `step` further. */
  part(from: number, end: number, to: number, length: number, step: number): void
  /**
   * Makes one row of the half-size picture, at `to`, out of two rows of `width` pixels. Up to 16 bytes beyond it may be
   * overwritten.
   */
  halve(upper: number, lower: number, width: number, to: number): void
}

/** What 32 bits can address. */
const largestRgb = 65_535 * 65_536

export function rowMemory(size: number, channels: number, bits: Depth): RowMemory {
  return channels === 3 && bits === 8 && size <= largestRgb
    ? rgbMemory(size)
    : plainMemory(size, channels, bits)
}

function plainMemory(size: number, channels: number, bits: Depth): RowMemory {
  const bytes = new Uint8Array(size)
  const samples =
    bits === 8 ? bytes : bits === 16 ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer)
  const each = bits / 8
  return {
    bytes,
    samples,
    // eslint-disable-next-line max-params -- As the compiled one is called: numbers only.
    part(from, end, to, length, step) {
      for (; from < end; from += length, to += step) bytes.copyWithin(to, from, from + length)
    },
    halve: (upper, lower, width, to) =>
      halveRow({ samples, upper: upper / each, lower: lower / each, width, channels }, samples, to / each),
  }
}

// Parting and halving RGB in WebAssembly SIMD takes a third of JavaScript's time or less. The module is written down here instruction
// by instruction: it is two loops.

function rgbMemory(size: number): RowMemory {
  const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface })
    .WebAssembly
  const memory = new Memory({ initial: Math.ceil(size / 65_536) })
  const { part, halve } = new Instance(new Module(moduleBytes()), { rows: { memory } }).exports
  const bytes = new Uint8Array(memory.buffer)
  return {
    bytes,
    samples: bytes,
    part,
    halve(upper, lower, width, to) {
      const pairs = width >> 1
      if (pairs > 0) halve(upper, upper + 6 * pairs, lower, to)
      if (width % 2 === 0) return
      const last = 3 * (width - 1)
      const rows = { samples: bytes, upper: upper + last, lower: lower + last, width: 1, channels: 3 }
      halveRow(rows, bytes, to + 3 * pairs)
    },
  }
}

/** What we use of WebAssembly's interface, which the types of pure code lack. */
interface WebAssemblyInterface {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly part: Loop; readonly halve: Loop } }
}
type Loop = (from: number, end: number, ...more: number[]) => void

/** The binary format of the WebAssembly specification, chapter 5, with its SIMD instructions. */
function moduleBytes(): Uint8Array {
  const section = (id: number, ...items: number[][]) => [id, ...sized([items.length, ...items.flat()])]
  const name = (text: string) => sized([...new TextEncoder().encode(text)])
  const type = (parameters: number) => [0x60, ...sized(new Array<number>(parameters).fill(0x7f)), 0]
  const [func, memory] = [0, 2]
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, type(5), type(4)),
    ...section(2, [...name('rows'), ...name('memory'), memory, 0, 1]),
    ...section(3, [0], [1]),
    ...section(7, [...name('part'), func, 0], [...name('halve'), func, 1]),
    ...section(10, body(partLoop()), body(halveLoop())),
  ])
}

/** A number in the format's variable length (LEB128). */
const unsigned = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)]
const sized = (bytes: number[]) => [...unsigned(bytes.length), ...bytes]
/** A function without further variables. */
const body = (code: number[]) => sized([0, ...code, 0x0b])
const get = (local: number) => [0x20, local]
const advance = (local: number, by: number[]) => [...get(local), ...by, 0x6a, 0x21, local]
const number = (value: number) => [0x41, value]
/** Again and again while parameter 0 is less than parameter 1. */
const loop = (code: number[]) => [0x03, 0x40, ...code, ...get(0), ...get(1), 0x49, 0x0d, 0, 0x0b]

function partLoop(): number[] {
  const [from, to, length, step] = [0, 2, 3, 4]
  const copy = [...get(to), ...get(from), ...get(length), 0xfc, 10, 0, 0]
  return loop([...copy, ...advance(from, get(length)), ...advance(to, get(step))])
}

/** Eight pixels of each row become four at a time. */
function halveLoop(): number[] {
  const [upper, lower, to] = [0, 2, 3]
  const load = (row: number, offset: number) => [...get(row), 0xfd, 0, 0, offset]
  const shuffle = (lanes: number[]) => [0xfd, 13, ...lanes, ...new Array<number>(16 - lanes.length).fill(0)]
  // Each byte beside that of the next pixel, out of the 16 that begin here and the 16 that begin 8 bytes later.
  const first = shuffle([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 15, 13, 24])
  const second = shuffle([22, 25, 26, 29, 27, 30, 28, 31])
  const sums = (row: number, lanes: number[]) => [...load(row, 0), ...load(row, 8), ...lanes, 0xfd, 0x7d]
  const add = [0xfd, 0x8e, 1]
  const two = [0xfd, 12, ...Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 2 : 0))]
  const means = (lanes: number[]) => [
    ...[...sums(upper, lanes), ...sums(lower, lanes), ...add, ...two, ...add],
    ...[...number(2), 0xfd, 0x8d, 1],
  ]
  const narrow = [0xfd, 0x66]
  const store = [0xfd, 11, 0, 0]
  return loop([
    ...[...get(to), ...means(first), ...means(second), ...narrow, ...store],
    ...[...advance(upper, number(24)), ...advance(lower, number(24)), ...advance(to, number(12))],
  ])
}
