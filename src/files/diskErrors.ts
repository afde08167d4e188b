import { AppError, type ErrorCode } from '../base/errors'

// What a person can do about a file that could not be written: one sentence that names it.

/** Also what a quota or a file system with small files says, on any layer (Node, libvips, HDF5). */
export function isDiskFull(cause: unknown): boolean {
  return /ENOSPC|EDQUOT|EFBIG|no space left|file too large|quota exceeded/i.test(textOf(cause))
}

export function diskFull(file: string, cause: unknown): AppError {
  return new AppError(
    'disk-full',
    `There is no room for "${file}": the disk is full or allows no larger file; free some space and try again.`,
    { cause },
  )
}

/** Why `file` was not written. What has a sentence already, and what is no matter of a disk, stays as it is. */
export function writeError(file: string, cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  const say = (code: ErrorCode, sentence: string) => new AppError(code, sentence, { cause })
  if (isDiskFull(cause)) return diskFull(file, cause)
  const text = textOf(cause)
  if (/EROFS|EACCES|EPERM|permission denied|read-only/i.test(text))
    return say(
      'file-forbidden',
      `"${file}" cannot be written: allow writing in its folder, or choose another place.`,
    )
  if (/EISDIR|ENOTEMPTY|is a directory/i.test(text))
    return say('is-folder', `"${file}" is a folder: name a file, or move the folder away.`)
  if (/ENOENT|ENOTDIR/.test(text))
    return say(
      'folder-missing',
      `"${file}" cannot be written: its folder is not there; choose another place.`,
    )
  if (/ELOOP|EEXIST/.test(text))
    return say(
      'file-linked',
      `"${file}" cannot be written: a link or another file is in its place; remove that.`,
    )
  if (/ENAMETOOLONG/.test(text))
    return say('name-too-long', `"${file}" cannot be written: the name is too long; choose a shorter one.`)
  if (/EIO|ENODEV|ENXIO|ESTALE/.test(text))
    return say(
      'disk-failed',
      `"${file}" cannot be written: the disk does not answer; check that it is there.`,
    )
  return cause
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
