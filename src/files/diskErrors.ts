import { AppError, type ErrorCode } from '../base/errors'
import { says } from '../messages/says/says'

// What a person can do about a file that could not be written: one sentence that names it.

/** Also what a quota or a file system with small files says, on any layer (Node, libvips, HDF5). */
export function isDiskFull(cause: unknown): boolean {
  return /ENOSPC|EDQUOT|EFBIG|no space left|file too large|quota exceeded/i.test(textOf(cause))
}

export function diskFull(file: string, cause: unknown): AppError {
  return new AppError('disk-full', says.files.thereIsNoRoomFor(file), { cause })
}

/** Why `file` was not written. What has a sentence already, and what is no matter of a disk, stays as it is. */
export function writeError(file: string, cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  const say = (code: ErrorCode, sentence: string) => new AppError(code, sentence, { cause })
  if (isDiskFull(cause)) return diskFull(file, cause)
  const text = textOf(cause)
  if (/EROFS|EACCES|EPERM|permission denied|read-only/i.test(text))
    return say('file-forbidden', says.files.fileCannotBeWrittenAllow(file))
  if (/EISDIR|ENOTEMPTY|is a directory/i.test(text))
    return say('is-folder', says.files.fileIsAFolderName(file))
  if (/ENOENT|ENOTDIR/.test(text)) return say('folder-missing', says.files.fileCannotBeWrittenIts(file))
  if (/ELOOP|EEXIST/.test(text)) return say('file-linked', says.files.fileCannotBeWrittenA(file))
  if (/ENAMETOOLONG/.test(text)) return say('name-too-long', says.files.fileCannotBeWrittenThe(file))
  if (/EIO|ENODEV|ENXIO|ESTALE/.test(text))
    return say('disk-failed', says.files.fileCannotBeWrittenTheDisk(file))
  return cause
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
