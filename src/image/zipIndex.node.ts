import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '../base/errors'
import { imageError } from './imageError.node'
import { levelCount, levelSize } from './pixelSource'

/** Where the tiles of one level lie in the file, row by row; length 0 marks one that is missing. */
export interface ZipLevel {
  readonly columns: number
  readonly rows: number
  readonly at: Float64Array
  readonly length: Float64Array
}

export interface ZipIndex {
  readonly width: number
  readonly height: number
  readonly tileSize: number
  readonly levels: readonly ZipLevel[]
}

const signatures = {
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  entry: 0x02014b50,
  local: 0x04034b50,
}
const indexLimit = 512 * 1024 * 1024

interface Entry {
  readonly name: string
  readonly at: number
  readonly length: number
}

/**
 * Reads the table of contents of a pyramid of stored JPEG tiles (Deep Zoom in a zip, as libvips writes it; zip: PKWARE
 * APPNOTE 6.3, sections 4.3.12 to 4.3.16). The file may be hostile. Throws AppError('pyramid-damaged').
 */
export async function readZipIndex(path: string): Promise<ZipIndex> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw imageError(path, error)
  }
  try {
    return await arrange(file, path, await entriesOf(file, path))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw damagedPyramid(path, error)
  } finally {
    await file.close()
  }
}

export function damagedPyramid(path: string, cause?: unknown): AppError {
  return new AppError('pyramid-damaged', `"${path}" is damaged: import its image again.`, { cause })
}

async function entriesOf(file: FileHandle, path: string): Promise<Entry[]> {
  const { size } = await file.stat()
  const tail = await bytes(file, path, Math.max(0, size - 65_557), Math.min(size, 65_557))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > tail.length) throw damagedPyramid(path)
  let [length, at] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (end >= 20 && tail.readUInt32LE(end - 20) === signatures.locator64) {
    const record = await bytes(file, path, Number(tail.readBigUInt64LE(end - 12)), 56)
    if (record.readUInt32LE(0) !== signatures.end64) throw damagedPyramid(path)
    length = Number(record.readBigUInt64LE(40))
    at = Number(record.readBigUInt64LE(48))
  }
  if (length > indexLimit) throw damagedPyramid(path)
  const directory = await bytes(file, path, at, length)
  const entries: Entry[] = []
  for (let p = 0; p + 46 <= directory.length;) {
    if (directory.readUInt32LE(p) !== signatures.entry) throw damagedPyramid(path)
    const [name, extra, comment] = [28, 30, 32].map((o) => directory.readUInt16LE(p + o)) as [
      number,
      number,
      number,
    ]
    entries.push(entryAt(directory, p, name, extra))
    p += 46 + name + extra + comment
  }
  return entries
}

function entryAt(directory: Buffer, p: number, nameLength: number, extraLength: number): Entry {
  const name = directory.toString('utf8', p + 46, p + 46 + nameLength)
  let [length, whole, at] = [20, 24, 42].map((o) => directory.readUInt32LE(p + o)) as [number, number, number]
  const from = p + 46 + nameLength
  for (let e = from; e + 4 <= from + extraLength; e += 4 + directory.readUInt16LE(e + 2)) {
    if (directory.readUInt16LE(e) !== 1) continue
    let value = e + 4
    const next = (): number => {
      value += 8
      return Number(directory.readBigUInt64LE(value - 8))
    }
    if (whole === 0xffffffff) whole = next()
    if (length === 0xffffffff) length = next()
    if (at === 0xffffffff) at = next()
  }
  return { name, at, length }
}

async function arrange(file: FileHandle, path: string, entries: readonly Entry[]): Promise<ZipIndex> {
  const about = entries.find((entry) => entry.name.endsWith('.dzi'))
  if (!about) throw damagedPyramid(path)
  const text = (await storedBytes(file, path, about.at, Math.min(about.length, 65_536))).toString('utf8')
  const number = (name: string) => Number(new RegExp(`${name}="(\\d{1,9})"`).exec(text)?.[1])
  const [width, height, tileSize] = [number('Width'), number('Height'), number('TileSize')]
  if (!(width > 0 && height > 0 && tileSize >= 16 && width * height <= 1e12)) throw damagedPyramid(path)
  const count = levelCount(width, height, tileSize)
  const levels = Array.from({ length: count }, (_, level) => {
    const size = levelSize(width, height, level)
    const [columns, rows] = [Math.ceil(size.width / tileSize), Math.ceil(size.height / tileSize)]
    return { columns, rows, at: new Float64Array(columns * rows), length: new Float64Array(columns * rows) }
  })
  for (const entry of entries) {
    const found = /_files\/(\d+)\/(\d+)_(\d+)\.jpe?g$/.exec(entry.name)
    if (!found) continue
    // Deep Zoom counts levels from the smallest.
    const level = levels[count - 1 - Number(found[1])]
    const [column, row] = [Number(found[2]), Number(found[3])]
    if (!level || column >= level.columns || row >= level.rows) throw damagedPyramid(path)
    level.at[row * level.columns + column] = entry.at
    level.length[row * level.columns + column] = entry.length
  }
  if (levels.some((level) => level.length.includes(0))) throw damagedPyramid(path)
  return { width, height, tileSize, levels }
}

/** The bytes of a stored (not compressed) entry whose local header lies at `at`. */
export async function storedBytes(
  file: FileHandle,
  path: string,
  at: number,
  length: number,
): Promise<Buffer> {
  const header = await bytes(file, path, at, 30)
  if (header.readUInt32LE(0) !== signatures.local || header.readUInt16LE(8) !== 0) throw damagedPyramid(path)
  return bytes(file, path, at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), length)
}

async function bytes(file: FileHandle, path: string, at: number, length: number): Promise<Buffer> {
  if (!(at >= 0 && length >= 0 && length <= indexLimit)) throw damagedPyramid(path)
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  if (bytesRead !== length) throw damagedPyramid(path)
  return buffer
}
