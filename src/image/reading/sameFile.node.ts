import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import { imageError } from './imageError.node'
import type { FileStamp } from '../../records/image'

interface KnownFile {
  readonly path: string
  /** Of its bytes, in hexadecimal digits; empty where it is not known. */
  readonly sha256?: string | undefined
  readonly stamp?: FileStamp | undefined
}

/** Files that were found to be the same, by path, size and date, with their checksum. */
const found = new Map<string, string>()

/**
 * Whether a picture is the one that was imported: by size and date, and where these differ by its checksum. Throws
 * AppError('image-changed') where it is another.
 */
export async function checkSameFile({ path, sha256, stamp }: KnownFile, signal?: AbortSignal): Promise<void> {
  if (!sha256 || !stamp) return
  const now = await stampOf(path)
  if (now.size === stamp.size && now.modified === stamp.modified) return
  const key = `${path}|${now.size}|${now.modified}`
  const hash = found.get(key) ?? (await sha256Of(path, signal))
  found.set(key, hash)
  if (hash === sha256) return
  throw new AppError('image-changed', says.image.pathHasChangedSinceIt(path))
}

export async function stampOf(path: string): Promise<FileStamp> {
  try {
    const { size, mtimeMs } = await stat(path)
    return { size, modified: mtimeMs }
  } catch (error) {
    throw imageError(path, error)
  }
}

/** Of a Deep Zoom picture, of the file that describes it. Throws AppError, or what the signal says. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal }))
      hash.update(chunk as Buffer)
  } catch (error) {
    signal?.throwIfAborted()
    throw imageError(path, error)
  }
  return hash.digest('hex')
}
