import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { H5, H5Dataset, H5File } from './h5Module.node'

// As much of the HDF5 file format (The HDF Group: HDF5 File Format Specification, version 3.0) as it takes to find where
// the rows of a dataset lie: a row that is stored as it is can be read straight into place, four times as fast as through
// HDF5, which copies it thrice. Whatever is not understood here is left to HDF5.

const messageTypes = { layout: 8, continuation: 16 } as const
const layoutClasses = { contiguous: 1, chunked: 2 } as const
/** Nodes of a B-tree of chunks, as they are written by default, fit into this. */
const nodeBytes = 8192

/** Rows that can be read straight from the file. Close it when done. */
export class StoredRows {
  private constructor(
    private readonly file: number,
    /** Where each row begins, in bytes of the file. */
    private readonly at: Float64Array,
    private readonly width: number,
  ) {}

  /** Undefined where rows are compressed, lie in several chunks, or are found in another way than the usual ones. */
  static of(h5: H5, file: H5File, dataset: H5Dataset): StoredRows | undefined {
    const shape = dataset.shape ?? []
    const { chunks, size } = dataset.metadata
    const rows = shape[0] ?? 0
    const wholeRow = !chunks || (chunks[0] === 1 && chunks.slice(1).join() === shape.slice(1).join())
    if (rows === 0 || !wholeRow || dataset.filters.length > 0) return undefined
    const width = shape.slice(1).reduce((a, b) => a * b, size)
    // An object's reference is the address of its header.
    const reference: ArrayLike<number> = h5.Module.create_object_reference(dataset.file_id, dataset.path)
    const header = Number(Buffer.from(Uint8Array.from(reference)).readBigUInt64LE())
    const opened = openSync(file.filename, 'r')
    try {
      const at = new Finder(opened).rowsAt(header, rows, shape.length, width)
      if (at) return new StoredRows(opened, at, width)
    } catch {
      // A damaged or unusual file: HDF5 says what is wrong with it.
    }
    closeSync(opened)
    return undefined
  }

  /** The rows in the order asked for. Throws an Error where the file ends too early. */
  read(rows: ArrayLike<number>, out: Uint8Array): void {
    const { file, at, width } = this
    for (let i = 0; i < rows.length; i++) {
      const from = at[rows[i] as number]
      if (from === undefined) throw new RangeError(`there is no tile ${rows[i]}`)
      for (let done = 0; done < width;) {
        const count = readSync(file, out, i * width + done, width - done, from + done)
        if (count === 0) throw new Error('it became shorter')
        done += count
      }
    }
  }

  close(): void {
    closeSync(this.file)
  }
}

/** Rows of one chunk each: the number of dimensions, bytes of a row, and where each was found. */
interface ChunkRows {
  readonly dimensions: number
  readonly width: number
  readonly found: Float64Array
}

class Finder {
  private readonly size: number
  /** Nodes of trees that may still be read: a damaged tree can lead to the same ones again and again. */
  private nodes = 0

  constructor(private readonly file: number) {
    this.size = fstatSync(file).size
  }

  rowsAt(header: number, rows: number, dimensions: number, width: number): Float64Array | undefined {
    const superblock = this.bytes(0, 40)
    const version = superblock.readUInt8(8)
    const [offsetSize, base] = version < 2 ? [13, 24] : [9, 12]
    if (version > 3 || superblock.readUInt8(offsetSize) !== 8 || superblock.readBigUInt64LE(base) !== 0n)
      return undefined
    const layout = this.layout(header)
    if (!layout) return undefined
    const kind = layout.readUInt8(1)
    if (kind === layoutClasses.contiguous) {
      const start = address(layout, 2)
      const places = Float64Array.from({ length: rows }, (_, row) => start + row * width)
      return this.sound(places, width)
    }
    if (kind !== layoutClasses.chunked || layout.readUInt8(0) !== 3) return undefined
    const found = new Float64Array(rows).fill(NaN)
    this.nodes = 1024 + rows
    // After the version, the class and the number of dimensions.
    this.chunks(address(layout, 3), { dimensions, width, found })
    return this.sound(found, width)
  }

  /** None where a row was never written, lies beyond the end, or where another lies: a table that is damaged. */
  private sound(at: Float64Array, width: number): Float64Array | undefined {
    const order = at.slice().sort()
    const apart = order.every((from, i) => i === 0 || from >= (order[i - 1] as number) + width)
    const inside = (order[0] as number) > 0 && (order.at(-1) as number) + width <= this.size
    return apart && inside ? at : undefined
  }

  /** The message that tells how the dataset is stored; undefined where its version is not known here. */
  private layout(header: number): Buffer | undefined {
    for (const { type, data } of this.messages(header))
      if (type === messageTypes.layout) {
        const version = data.readUInt8(0)
        return version === 3 || version === 4 ? data : undefined
      }
    return undefined
  }

  private *messages(header: number): Generator<{ type: number; data: Buffer }> {
    const start = this.bytes(header, 32)
    const modern = start.toString('latin1', 0, 4) === 'OHDR'
    const flags = modern ? start.readUInt8(5) : 0
    const sizeAt = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0)
    const sizeBytes = 1 << (flags & 3)
    const blocks = modern
      ? [[header + sizeAt + sizeBytes, start.readUIntLE(sizeAt, Math.min(6, sizeBytes))]]
      : [[header + 16, start.readUInt32LE(8)]]
    const heading = modern ? (flags & 4 ? 6 : 4) : 8
    for (let block = blocks.shift(), seen = 0; block && seen < 64; block = blocks.shift(), seen++) {
      const bytes = this.bytes(block[0] as number, block[1] as number)
      for (let p = 0; p + heading <= bytes.length;) {
        const type = modern ? bytes.readUInt8(p) : bytes.readUInt16LE(p)
        const length = bytes.readUInt16LE(p + (modern ? 1 : 2))
        const data = bytes.subarray(p + heading, p + heading + length)
        // A block that follows has a signature and a checksum around it, in the modern form.
        if (type === messageTypes.continuation)
          blocks.push([address(data, 0) + (modern ? 4 : 0), address(data, 8) - (modern ? 8 : 0)])
        else yield { type, data }
        p += heading + length
      }
    }
  }

  /** Enters the chunks of a version 1 B-tree (section III.A.1) into `found`, by row. */
  private chunks(at: number, rows: ChunkRows, above = 256): void {
    const { dimensions, width, found } = rows
    let node = this.bytes(at, Math.min(nodeBytes, this.size - at))
    const [type, level, entries] = [node.readUInt8(4), node.readUInt8(5), node.readUInt16LE(6)]
    if (node.toString('latin1', 0, 4) !== 'TREE' || type !== 1 || level >= above || this.nodes-- <= 0)
      throw new Error('no chunks')
    const key = 8 + 8 * (dimensions + 1)
    const length = 24 + entries * (key + 8)
    if (length > node.length) node = this.bytes(at, length)
    for (let p = 24; p < length; p += key + 8) {
      const child = address(node, p + key)
      if (level > 0) this.chunks(child, rows, level)
      // Chunks may lie beyond the end of a dataset that was shortened.
      else if (node.readUInt32LE(p) === width) found[address(node, p + 8)] = child
    }
  }

  private bytes(at: number, length: number): Buffer {
    if (!(at >= 0 && length >= 0 && at + length <= this.size)) throw new Error('beyond the end')
    const bytes = Buffer.allocUnsafe(length)
    if (readSync(this.file, bytes, 0, length, at) !== length) throw new Error('beyond the end')
    return bytes
  }
}

function address(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}
