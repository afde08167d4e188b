import { execFile } from 'node:child_process'
import { closeSync, constants, createReadStream, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sharp } from 'sharp'
import { AppError } from '../base/errors'

// sharp gives pixels in one piece only, which a huge picture does not allow. libvips' own file format is a header of 64 bytes
// and then the samples, row by row, and libvips writes it from top to bottom: into a named pipe it becomes a stream, with
// back pressure, in flat memory, and closing the pipe ends the work.

const headerBytes = 64
const littleMagic = 0x08f2a6b6
/** libvips' numbers of sample formats. */
const formats: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 }

export interface RowStream {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly bits: 8 | 16
  /** The samples in order, in pieces of any length. */
  readonly pieces: AsyncIterable<Uint8Array>
}

/**
 * Runs `picture` and hands its pixels to `take`, from top to bottom. Throws what libvips or `take` throws; after an abort the
 * decoding ends soon.
 */
export async function streamRows(
  picture: Sharp,
  take: (rows: RowStream) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const path = join(tmpdir(), `windhover-${process.pid}-${Math.random().toString(36).slice(2)}.v`)
  const pipe = (await makePipe(path)) ? openPipe(path) : undefined
  let failure: unknown
  // Having written it, libvips opens the file to look at it, and finds a pipe: an error that counts only if rows are missing.
  const writing = picture.toFile(path).then(
    () => undefined,
    (error: unknown) => void (failure = error),
  )
  void writing.finally(() => pipe?.begun())
  const remove = () => rm(path, { force: true }).catch(() => undefined)
  // Both ends are open then: a kill leaves nothing behind.
  void pipe?.first.then(remove)
  // Where there are no named pipes the file is written first: it takes the room of the decoded picture.
  if (!pipe) await writing
  const input = pipe?.input ?? createReadStream(path, { highWaterMark: 1 << 20 })
  try {
    await readRows(input, take, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof CutOff)) throw error
    await writing
    throw failure ?? error
  } finally {
    // While nobody reads a pipe, opening it for writing waits for ever: it is read until libvips has begun.
    void Promise.race([writing, pipe?.first]).then(() => input.destroy())
    const removed = writing.then(remove)
    // What was given up may still have to decode a turned picture before it notices.
    await Promise.race([removed, new Promise((later) => setTimeout(later, 500))])
  }
}

class CutOff extends AppError {
  constructor() {
    super('image-truncated', 'The picture ended before its last row: copy it again from where it came.')
  }
}

async function readRows(
  input: AsyncIterable<Buffer>,
  take: (rows: RowStream) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const reader = input[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < headerBytes) {
    const { value, done } = await reader.next()
    if (done) throw new CutOff()
    signal.throwIfAborted()
    start = Buffer.concat([start, value])
  }
  const about = readHeader(start)
  let left = about.width * about.height * about.channels * (about.bits / 8)
  async function* pieces() {
    for (let piece: Buffer = start.subarray(headerBytes); ;) {
      if (piece.length > left) piece = piece.subarray(0, left)
      left -= piece.length
      if (piece.length > 0) yield piece
      if (left === 0) return
      signal.throwIfAborted()
      const { value, done } = await reader.next()
      if (done) throw new CutOff()
      piece = value
    }
  }
  await take({ ...about, pieces: pieces() })
}

function readHeader(bytes: Buffer): Omit<RowStream, 'pieces'> {
  const bits = formats[bytes.readInt32LE(20)]
  if (bytes.readUInt32LE(0) !== littleMagic) throw new CutOff()
  if (!bits) throw new AppError('image-unreadable', 'The picture has samples of an unknown kind.')
  return { width: bytes.readInt32LE(4), height: bytes.readInt32LE(8), channels: bytes.readInt32LE(12), bits }
}

async function makePipe(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  return promisify(execFile)('mkfifo', ['-m', '600', path]).then(
    () => true,
    () => false,
  )
}

interface Pipe {
  readonly input: Socket
  readonly first: Promise<void>
  /** To be called when data came, or none will. */
  begun(): void
}

/** A writer of our own keeps the pipe from ending before libvips has opened it. */
function openPipe(path: string): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  let keeper: number | undefined = openSync(path, constants.O_WRONLY)
  let resolveFirst: () => void = () => undefined
  const first = new Promise<void>((resolve) => (resolveFirst = resolve))
  const begun = () => {
    if (keeper !== undefined) closeSync(keeper)
    keeper = undefined
    resolveFirst()
  }
  const input = new Socket({ fd: reader, readable: true, writable: false })
  input.once('readable', begun)
  return { input, first, begun }
}
