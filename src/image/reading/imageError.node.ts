import { dirname } from 'node:path'
import { AppError, type ErrorCode } from '../../base/errors'
import { diskFull, isDiskFull } from '../../files/diskErrors'

/** What a person can do about a picture that could not be read or written: one sentence that names the file. */
export function imageError(file: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const say = (code: ErrorCode, sentence: string) => new AppError(code, sentence, { cause })
  if (/ENOENT|input file is missing/i.test(text))
    return say(
      'file-missing',
      `There is no file "${file}": it was moved or deleted; put it back or choose another.`,
    )
  if (/EACCES|EPERM|permission denied/i.test(text))
    return say('file-forbidden', `"${file}" may not be read: change its permissions or choose another file.`)
  if (isDiskFull(cause)) return diskFull(file, cause)
  if (/premature end|read error|truncated|unexpected end|not enough data|corrupt/i.test(text))
    return say(
      'image-truncated',
      `"${file}" is damaged or cut off in the middle: copy it again from where it came.`,
    )
  if (/unsupported image format|unknown file type/i.test(text))
    return say(
      'image-unsupported',
      `"${file}" is not a picture that can be read: choose a JPEG, PNG, TIFF or WebP file.`,
    )
  return say(
    'image-unreadable',
    `"${file}" cannot be decoded (${firstLine(text)}): save it anew from the program it came from.`,
  )
}

export function unwritable(file: string, cause: unknown): AppError {
  return new AppError(
    'folder-forbidden',
    `The folder "${dirname(file)}" cannot be written to: change its permissions, or move the project.`,
    { cause },
  )
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim().slice(0, 160) ?? ''
}
