import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { AppError } from '../../base/errors'
import { refuseLinks } from '../../files/below.node'
import { writeError } from '../../files/diskErrors'
import { readRegular, special } from '../../files/readFile.node'
import { removeAbandoned, replaceUnsynced } from '../../files/replaceFile.node'
import { blockName, blockNumber, namesIn, removeBlocks } from '../../files/searchBlocks.node'
import type { BlockStore } from './blockStore'

// NUMBER.block, little-endian: "WHBLOCK1"; the SHA-256 of all that follows; the search's key, 32 bytes; u32 number; u32 bytes
// of the block; the block, by DEFLATE. A block that was cut off, or is of another search, is none, and computed again.

const magic = Buffer.from('WHBLOCK1')
const [sumAt, keyAt, numberAt, lengthAt, bytesAt] = [8, 40, 72, 76, 80]
/** Bytes of a block, packed or not: what a window of 4,096 pixels a side says, several times over. */
const largest = 1 << 28

const [pack, unpack] = [promisify(deflateRaw), promisify(inflateRaw)]
const sumOf = (file: Uint8Array) => createHash('sha256').update(file.subarray(keyAt)).digest()

/** Blocks in a folder of their own. `key`: 64 hexadecimal digits; blocks of another one are not seen. */
export class FolderBlocks implements BlockStore {
  private readonly key: Buffer
  private made = false

  constructor(
    readonly folder: string,
    key: string,
  ) {
    this.key = Buffer.from(key, 'hex')
    if (this.key.length !== numberAt - keyAt) throw new Error(`"${key}" is no key of blocks`)
    refuseLinks(dirname(dirname(folder)), folder)
    const stats = lstatSync(folder, { throwIfNoEntry: false })
    if (stats && !stats.isDirectory()) throw special(folder)
  }

  async present(
    count: number,
    isSound: (bytes: Uint8Array, number: number) => boolean,
  ): Promise<ReadonlySet<number>> {
    const there = new Set<number>()
    const isThere = async (number: number) => {
      const bytes = await this.read(number)
      return bytes !== undefined && isSound(bytes, number)
    }
    for (const name of namesIn(this.folder)) {
      const number = blockNumber(name)
      if (number === undefined) removeAbandoned(this.folder, name)
      else if (number < count && (await isThere(number))) there.add(number)
      else await rm(join(this.folder, name), { force: true, recursive: true })
    }
    return there
  }

  names(count: number): ReadonlySet<number> {
    const numbers = namesIn(this.folder).flatMap((name) => blockNumber(name) ?? [])
    return new Set(numbers.filter((number) => number < count))
  }

  /** Bytes of what is there under the block's name, whole or not; undefined where nothing is. */
  sizeOf(number: number): number | undefined {
    try {
      return lstatSync(join(this.folder, blockName(number)), { throwIfNoEntry: false })?.size
    } catch {
      return undefined
    }
  }

  /** `most`: of bytes of a file that is looked into. */
  async read(number: number, most = largest): Promise<Uint8Array | undefined> {
    let file: Buffer
    try {
      file = readRegular(join(this.folder, blockName(number)), most)
    } catch (error) {
      if (error instanceof AppError) return undefined
      throw error
    }
    if (file.length < bytesAt || !file.subarray(0, sumAt).equals(magic)) return undefined
    if (!file.subarray(sumAt, keyAt).equals(sumOf(file))) return undefined
    if (!file.subarray(keyAt, numberAt).equals(this.key) || file.readUInt32LE(numberAt) !== number)
      return undefined
    const length = file.readUInt32LE(lengthAt)
    if (length > largest) return undefined
    try {
      // Never more than it says: a few bytes can unpack to any number.
      const bytes = await unpack(file.subarray(bytesAt), { maxOutputLength: Math.max(1, length) })
      return bytes.length === length ? bytes : undefined
    } catch {
      return undefined
    }
  }

  /** Throws AppError with a sentence where the disk does not take it. */
  async write(number: number, bytes: Uint8Array): Promise<void> {
    this.makeFolder()
    const packed = await pack(bytes, { level: 1 })
    const file = Buffer.concat([magic, Buffer.alloc(bytesAt - sumAt), packed])
    this.key.copy(file, keyAt)
    file.writeUInt32LE(number, numberAt)
    file.writeUInt32LE(bytes.length, lengthAt)
    sumOf(file).copy(file, sumAt)
    await replaceUnsynced(join(this.folder, blockName(number)), file)
  }

  /** What lies there and is no block stays, and the folder with it. */
  clear(): Promise<void> {
    removeBlocks(this.folder)
    this.made = false
    return Promise.resolve()
  }

  private makeFolder(): void {
    if (this.made) return
    try {
      mkdirSync(this.folder, { recursive: true })
      this.made = true
    } catch (error) {
      throw writeError(this.folder, error)
    }
  }
}
