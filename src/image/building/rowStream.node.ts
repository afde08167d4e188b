import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sharp } from 'sharp'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import { refuseWriters, widenPipe } from './pipes.node'

// sharp gives pixels in one piece only, which a huge picture does not allow. libvips' own file format is a header of 64 bytes
// and then the samples, row by row, and libvips writes it from top to bottom: into a named pipe it becomes a stream, with
// back pressure, in flat memory. libvips opens that pipe for reading, too: when we close it, its writer waits for ever, and with
// it one of the few threads that decode. So what is given up is read to its end, and its writer made to fail where we can.

const headerBytes = 64
const littleMagic = 0x08f2a6b6
/** libvips' numbers of sample formats. */
const formats: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 }

export interface RowStream {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly bits: 8 | 16
  /** Fills `into` with the samples that follow; only one call at a time. */
  readonly read: (into: Uint8Array) => Promise<void>
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
  const input = pipe?.input ?? new WrittenFile(path)
  try {
    await readRows(input, take, signal)
  } catch (error) {
    pipe?.giveUp()
    signal.throwIfAborted()
    if (!(error instanceof CutOff)) throw error
    await writing
    throw failure ?? error
  } finally {
    input.end()
    const removed = writing.then(remove)
    // What was given up may still have to decode a turned picture before it notices.
    await Promise.race([removed, new Promise((later) => setTimeout(later, 500))])
  }
}

class CutOff extends AppError {
  constructor() {
    super('image-truncated', says.image.thePictureEndedBeforeIts)
  }
}

/** Bytes in order, read straight to where they belong. */
interface Input {
  /** Fills `into`; throws CutOff where the bytes end before. One call at a time. */
  fill(into: Uint8Array): Promise<void>
  /** Nothing more is wanted. */
  end(): void
}

async function readRows(
  input: Input,
  take: (rows: RowStream) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const fill = async (into: Uint8Array) => {
    await input.fill(into)
    signal.throwIfAborted()
  }
  const start = Buffer.alloc(headerBytes)
  await fill(start)
  await take({ ...readHeader(start), read: fill })
}

function readHeader(bytes: Buffer): Omit<RowStream, 'read'> {
  const bits = formats[bytes.readInt32LE(20)]
  if (bytes.readUInt32LE(0) !== littleMagic) throw new CutOff()
  if (!bits) throw new AppError('image-unreadable', says.image.thePictureHasSamplesOf)
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
  readonly input: Input
  readonly first: Promise<void>
  /** To be called when data came, or none will. */
  begun(): void
  /** Lets libvips end soon. */
  giveUp(): void
}

/** A writer of our own keeps the pipe from ending before libvips has opened it. */
function openPipe(path: string): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  widenPipe(reader)
  let keeper: number | undefined = openSync(path, constants.O_WRONLY)
  let resolveFirst: () => void = () => undefined
  const first = new Promise<void>((resolve) => (resolveFirst = resolve))
  let givenUp = false
  const refuse = () => {
    if (givenUp && refuseWriters(path, [reader])) givenUp = false
  }
  const begun = () => {
    if (keeper !== undefined) closeSync(keeper)
    keeper = undefined
    resolveFirst()
    // It may have been given up before libvips opened it.
    refuse()
  }
  const giveUp = () => {
    givenUp = true
    if (keeper === undefined) refuse()
  }
  return { input: new PipeInput(reader, begun), first, begun, giveUp }
}

/** Reads a pipe straight to where it belongs: a buffer for each piece costs a quarter more CPU time, decoding included. */
class PipeInput implements Input {
  private readonly socket: Socket
  /** What comes while nobody asks: as much as a pipe holds. Bytes `from` to `to` of it are not yet taken. */
  private readonly ahead = new Uint8Array(64 * 1024)
  private from = 0
  private to = 0
  private ended = false
  private unwanted = false
  private waiting: { into: Uint8Array; resolve: () => void; reject: (error: Error) => void } | undefined

  constructor(fd: number, begun: () => void) {
    const callback = (count: number, bytes: Uint8Array) => {
      begun()
      return this.took(count, bytes)
    }
    const onread = { buffer: () => this.waiting?.into ?? this.ahead, callback }
    const options = { fd, readable: true, writable: false, onread }
    this.socket = new Socket(options)
    const end = () => {
      this.ended = true
      this.waiting?.reject(new CutOff())
    }
    this.socket.on('end', end).on('close', end).on('error', end)
  }

  fill(into: Uint8Array): Promise<void> {
    const known = this.ahead.subarray(this.from, Math.min(this.to, this.from + into.length))
    into.set(known)
    this.from += known.length
    if (known.length === into.length) return Promise.resolve()
    if (this.ended) return Promise.reject(new CutOff())
    return new Promise((resolve, reject) => {
      this.waiting = { into: into.subarray(known.length), resolve, reject }
      this.socket.resume()
    })
  }

  /** Returns whether more is wanted. */
  private took(count: number, bytes: Uint8Array): boolean {
    if (this.unwanted) return true
    const { waiting } = this
    let taken = count
    if (bytes === this.ahead) {
      taken = Math.min(count, waiting?.into.length ?? 0)
      waiting?.into.set(bytes.subarray(0, taken))
      this.from = taken
      this.to = count
    }
    if (!waiting) return false
    waiting.into = waiting.into.subarray(taken)
    if (waiting.into.length > 0) return true
    this.waiting = undefined
    waiting.resolve()
    return false
  }

  /** What still comes is read, and thrown away: libvips waits until it is. */
  end(): void {
    this.unwanted = true
    this.waiting = undefined
    this.socket.resume()
  }
}

class WrittenFile implements Input {
  private readonly file: ReturnType<typeof open>

  constructor(path: string) {
    this.file = open(path)
    // Its failure is told by the first read.
    this.file.catch(() => undefined)
  }

  async fill(into: Uint8Array): Promise<void> {
    const file = await this.file
    for (let at = 0; at < into.length;) {
      const { bytesRead } = await file.read(into, at, into.length - at)
      if (bytesRead === 0) throw new CutOff()
      at += bytesRead
    }
  }

  end(): void {
    void this.file.then((file) => file.close()).catch(() => undefined)
  }
}
