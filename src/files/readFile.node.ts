import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import * as v from 'valibot'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

// A file that somebody else made may be a pipe that never ends, a device, or larger than memory: all are read here.

/** Bytes of a description (a lock, run.json, checkpoint.json, a note). */
export const smallFile = 4 * 1024 * 1024

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/**
 * Opens a regular file to read; the caller closes it. `follow`: a link at its end is taken, since a person named it.
 * Throws AppError: file-missing, file-forbidden, file-linked or file-special.
 */
export function openRegular(path: string, { follow = false } = {}): { file: number; size: number } {
  let file: number
  try {
    // Without waiting: a pipe without a writer would be waited for until the end of days.
    file = openSync(path, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW))
  } catch (error) {
    throw openError(path, error)
  }
  const stats = fstatSync(file)
  if (stats.isFile()) return { file, size: stats.size }
  closeSync(file)
  throw special(path, stats.isDirectory() ? says.files.aFolder : undefined)
}

/** Refuses what is no regular file, such as a device, before a library opens it by its path. */
export function requireRegular(path: string): void {
  closeSync(openRegular(path, { follow: true }).file)
}

/** The bytes of a regular file of at most `limit` bytes. Throws as `openRegular` does, or AppError('file-too-large'). */
export function readRegular(path: string, limit: number, options: { follow?: boolean } = {}): Buffer {
  const { file, size } = openRegular(path, options)
  try {
    if (size > limit) throw tooLarge(path, size, limit)
    const bytes = Buffer.allocUnsafe(size)
    let at = 0
    for (let count = 1; at < size && count > 0; at += count) count = readSync(file, bytes, at, size - at, at)
    return bytes.subarray(0, at)
  } catch (error) {
    throw error instanceof AppError ? error : openError(path, error)
  } finally {
    closeSync(file)
  }
}

/** The text of a small regular file; undefined where there is none. */
export function readText(path: string, limit = smallFile): string | undefined {
  return isThere(path) ? readRegular(path, limit).toString('utf8') : undefined
}

/** What a JSON file says, checked. Throws as `readRegular` does, or AppError('file-damaged') with what is wrong. */
export function readJson<S extends v.GenericSchema>(
  path: string,
  schema: S,
  limit = smallFile,
): v.InferOutput<S> {
  const text = readRegular(path, limit).toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw damaged(path, says.files.itIsCutOffOr, error)
  }
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const wrong =
    issue.received === 'undefined' ? says.files.isMissing : says.files.isNotAsItMust(brief(issue.message))
  throw damaged(path, `${v.getDotPath(issue) ?? 'it'} ${wrong}`, issue)
}

/** Something is there, even a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

function openError(path: string, cause: unknown): AppError {
  const { code = '' } = cause as NodeJS.ErrnoException
  if (code === 'ELOOP' || code === 'EMLINK') return linked(path)
  if (code === 'ENXIO' || code === 'EISDIR') return special(path, says.files.aDeviceOrAFolder)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new AppError('file-missing', says.files.thereIsNoFilePath(path), {
      cause,
    })
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('file-forbidden', says.files.pathMayNotBeRead(path), { cause })
  return new AppError(
    'file-unreadable',
    says.files.pathCannotBeReadUnknown(path, code || says.files.unknown),
    {
      cause,
    },
  )
}

export function linked(path: string): AppError {
  return new AppError('file-linked', says.files.pathIsALinkTo(path))
}

export function special(path: string, what = says.files.aDeviceOrAPipe): AppError {
  return new AppError('file-special', says.files.pathIsNoFileBut(path, what))
}

export function tooLarge(path: string, size: number, limit: number): AppError {
  return new AppError('file-too-large', says.files.pathIsSizeBytesLong(path, size, limit))
}

function damaged(path: string, what: string, cause: unknown): AppError {
  return new AppError('file-damaged', says.files.pathIsDamagedWhatRestore(path, what), { cause })
}

function brief(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
