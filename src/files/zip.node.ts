import { crc32, inflateRawSync } from 'node:zlib'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { isPlainName } from './plainName'

// A ZIP of few files without folders (PKWARE APPNOTE 6.3.3), written without compression, so that any program opens it and
// what lies in it can be read in place. Read with or without: whoever looked in may have packed it again.
// No library: fflate 0.8.3 takes a file with a changed byte for good (it compares no check sum), and cuts one that unpacks to
// more than it says without a word.

const [localSignature, centralSignature, endSignature] = [0x04034b50, 0x02014b50, 0x06054b50]
const [localSize, centralSize, endSize] = [30, 46, 22]
/** Bytes that sizes and places of a plain ZIP can say. */
const largest = 0xffffffff
const maxFiles = 100
/** Names are UTF-8. */
const utf8 = 0x800
/** 1980-01-01: the same contents are the same bytes. */
const firstDay = 0x21

export interface ZippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Throws AppError('too-large') beyond 4 GB. */
export function packZip(files: readonly ZippedFile[]): Buffer {
  const [parts, directory]: [Uint8Array[], Uint8Array[]] = [[], []]
  let at = 0
  for (const { name, bytes } of files) {
    const called = Buffer.from(name)
    const about = describe(called, bytes)
    const local = Buffer.concat([number(localSignature, 4), about, called])
    parts.push(local, bytes)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(Math.min(at, largest), 10)
    directory.push(number(centralSignature, 4), number(20, 2), about, rest, called)
    at += local.length + bytes.length
  }
  const central = Buffer.concat(directory)
  if (at + central.length > largest) throw new AppError('too-large', says.files.theFileWouldTakeValue(at))
  const end = Buffer.alloc(endSize)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, central, end])
}

/** From the version that is needed to the length of the extra field: the same in both places. */
function describe(name: Buffer, bytes: Uint8Array): Buffer {
  const about = Buffer.alloc(26)
  about.writeUInt16LE(20, 0)
  about.writeUInt16LE(utf8, 2)
  about.writeUInt16LE(firstDay, 8)
  about.writeUInt32LE(crc32(bytes), 10)
  about.writeUInt32LE(Math.min(bytes.length, largest), 14)
  about.writeUInt32LE(Math.min(bytes.length, largest), 18)
  about.writeUInt16LE(name.length, 22)
  return about
}

function number(value: number, bytes: 2 | 4): Buffer {
  const out = Buffer.alloc(bytes)
  out.writeUIntLE(value, 0, bytes)
  return out
}

export const looksZipped = (bytes: Buffer) => bytes.length > 4 && bytes.readUInt32LE(0) === localSignature

/** A place in a ZIP, as its directory tells it. */
interface Entry {
  readonly name: string
  readonly packed: boolean
  readonly crc: number
  readonly stored: number
  readonly size: number
  readonly at: number
}

/**
 * The files of a ZIP that `limits` names, each of at most so many bytes; others are passed over. Throws AppError('file-damaged')
 * with what is wrong with `path`: nothing is unpacked that says more than its limit, leads out of a folder or is there twice.
 */
export function unpackZip(
  bytes: Buffer,
  path: string,
  limits: Readonly<Record<string, number>>,
): Map<string, Buffer> {
  const broken = (what: string) => new AppError('file-damaged', says.files.pathIsNoFileThat(path, what))
  const files = new Map<string, Buffer>()
  const seen = new Set<string>()
  for (const entry of directoryOf(bytes, broken)) {
    const { name, size } = entry
    if (!isPlainName(name)) throw broken(says.files.nameInItIsNo(name.slice(0, 60)))
    if (seen.has(name)) throw broken(says.files.nameIsInItTwice(name))
    seen.add(name)
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined
    if (limit === undefined) continue
    if (size > limit) throw broken(says.files.nameInItSaysSize(name, size, limit))
    files.set(name, contents(bytes, entry, broken))
  }
  return files
}

type Broken = (what: string) => AppError

function directoryOf(bytes: Buffer, broken: Broken): Entry[] {
  // A comment of at most 65,535 bytes may stand behind the end.
  const end = bytes.subarray(Math.max(0, bytes.length - endSize - 65_535))
  const found = end.lastIndexOf(number(endSignature, 4))
  if (found < 0 || found + endSize > end.length) throw broken(says.files.itIsNoZipOr)
  const [count, size, start] = [
    end.readUInt16LE(found + 10),
    end.readUInt32LE(found + 12),
    end.readUInt32LE(found + 16),
  ]
  if (count > maxFiles) throw broken(says.files.itHoldsCountFiles(count))
  if (start + size > bytes.length) throw broken(says.files.itsDirectoryLiesBeyondIts)
  const entries: Entry[] = []
  let at = start
  for (let n = 0; n < count; n++) {
    if (at + centralSize > start + size || bytes.readUInt32LE(at) !== centralSignature)
      throw broken(says.files.itsDirectoryIsDamaged)
    const method = bytes.readUInt16LE(at + 10)
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place))
    const called = bytes.subarray(at + centralSize, at + centralSize + (nameLength ?? 0))
    if ((bytes.readUInt16LE(at + 8) & 1) !== 0) throw broken(says.files.itIsEncrypted)
    if (method !== 0 && method !== 8) throw broken(says.files.itIsPackedInAn)
    entries.push({
      name: called.toString('utf8'),
      packed: method === 8,
      crc: bytes.readUInt32LE(at + 16),
      stored: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    })
    at += centralSize + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return entries
}

function contents(bytes: Buffer, { name, packed, crc, stored, size, at }: Entry, broken: Broken): Buffer {
  if (at + localSize > bytes.length || bytes.readUInt32LE(at) !== localSignature)
    throw broken(says.files.nameIsNotWhereIts(name))
  const start = at + localSize + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (start + stored > bytes.length) throw broken(says.files.nameIsCutOff(name))
  const raw = bytes.subarray(start, start + stored)
  let found = raw
  try {
    // Never more than it says: a few bytes can unpack to any number.
    if (packed) found = inflateRawSync(raw, { maxOutputLength: Math.max(1, size) })
  } catch {
    throw broken(says.files.nameCannotBeUnpacked(name))
  }
  if (found.length !== size || crc32(found) !== crc) throw broken(says.files.nameIsNotWhatWas(name))
  return found
}
