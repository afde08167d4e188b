import { dirname } from 'node:path'
import { AppError, type ErrorCode } from '../../base/errors'
import { diskFull, isDiskFull } from '../../files/diskErrors'
import { says } from '../../messages/says/says'

/** What a person can do about a picture that could not be read or written: one sentence that names the file. */
export function imageError(file: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const say = (code: ErrorCode, sentence: string) => new AppError(code, sentence, { cause })
  if (/ENOENT|input file is missing/i.test(text))
    return say('file-missing', says.image.thereIsNoFileFile(file))
  if (/EACCES|EPERM|permission denied/i.test(text))
    return say('file-forbidden', says.image.fileMayNotBeRead(file))
  if (isDiskFull(cause)) return diskFull(file, cause)
  if (/premature end|read error|truncated|unexpected end|not enough data|corrupt/i.test(text))
    return say('image-truncated', says.image.fileIsDamagedOrCut(file))
  if (/unsupported image format|unknown file type/i.test(text))
    return say('image-unsupported', says.image.fileIsNotAPicture(file))
  return say('image-unreadable', says.image.fileCannotBeDecodedText(file, firstLine(text)))
}

export function unwritable(file: string, cause: unknown): AppError {
  return new AppError('folder-forbidden', says.image.theFolderFileCannotBe(dirname(file)), { cause })
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim().slice(0, 160) ?? ''
}
