import { constants, open } from 'node:fs/promises'
import { special, tooLarge } from '../../files/readFile.node'
import { says } from '../../messages/says/says'
import { imageError } from './imageError.node'

/** Random access to the bytes of a file, or of what lies in memory. */
export interface ByteSource {
  readonly size: number
  /** The bytes from `at`: fewer than asked for where the source ends. */
  read(at: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/** Throws AppError when there is no such file. */
export async function openBytes(path: string): Promise<ByteSource> {
  try {
    // Without waiting for somebody to write: a pipe may lie in the place of a picture.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await file.stat()
    const { size } = stats
    if (!stats.isFile()) {
      await file.close()
      throw special(path, stats.isDirectory() ? says.image.aFolder : undefined)
    }
    return {
      size,
      async read(at, length) {
        const buffer = Buffer.allocUnsafe(Math.max(0, length))
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
        return buffer.subarray(0, bytesRead)
      },
      close: () => file.close(),
    }
  } catch (error) {
    throw imageError(path, error)
  }
}

/** All bytes of a small regular file. Throws AppError where it is none, or is longer than `limit`. */
export async function readWhole(path: string, limit: number): Promise<Buffer> {
  const source = await openBytes(path)
  try {
    if (source.size > limit) throw tooLarge(path, source.size, limit)
    return await source.read(0, source.size)
  } catch (error) {
    throw imageError(path, error)
  } finally {
    await source.close()
  }
}

export function bytesOf(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: (at, length) => Promise.resolve(buffer.subarray(at, at + length)),
    close: () => Promise.resolve(),
  }
}
