import { open } from 'node:fs/promises'
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
    const file = await open(path, 'r')
    const { size } = await file.stat()
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

export function bytesOf(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: (at, length) => Promise.resolve(buffer.subarray(at, at + length)),
    close: () => Promise.resolve(),
  }
}
