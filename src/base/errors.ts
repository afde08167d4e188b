import { t } from '../messages/messages'
import { onOneLine } from '../messages/oneLine'
import { type ErrorCode, isErrorCode, isForGood } from './errorCodes'

export { onOneLine }
export type { ErrorCode } from './errorCodes'

/** An error that a person can act on: a stable code and one sentence (what, which value or file, what to do). */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    sentence: string,
    options?: { cause?: unknown },
  ) {
    super(onOneLine(sentence), options)
    this.name = 'AppError'
  }
}

/** What crosses a process border in place of an Error. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly detail?: string | undefined
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, detail: error.stack }
  if (isAbort(error)) return { code: 'cancelled', message: t.system.cancelled }
  if (error instanceof Error)
    return { code: 'unexpected', message: systemSentence(error) ?? error.message, detail: error.stack }
  return { code: 'unexpected', message: String(error) }
}

/** What a system's error means, for where nobody knew better; undefined where it is none. */
function systemSentence({ code, path }: Error & { code?: unknown; path?: unknown }): string | undefined {
  const file = typeof path === 'string' ? `"${path}"` : t.system.aFile
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t.system.theDiskIsFullFile(typeof path === 'string' ? t.system.thereIsNoRoomFor(file) : '')
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return t.system.fileCannotBeReadOr(file)
    case 'EISDIR':
      return t.system.fileIsAFolderWhere(file)
    case 'ENOENT':
    case 'ENOTDIR':
      return t.system.fileIsNoLongerThere(file)
    case 'EMFILE':
    case 'ENFILE':
      return t.system.tooManyFilesAreOpen
    case 'EIO':
    case 'ENXIO':
    case 'ESTALE':
      return t.system.fileCannotBeReachedCheck(file)
    default:
      return undefined
  }
}

export function fromWireError(error: Omit<WireError, 'code'> & { readonly code: string }): AppError {
  const code = isErrorCode(error.code) ? error.code : 'unexpected'
  return new AppError(code, error.message, { cause: error.detail })
}

/** Whether trying again cannot help. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && isForGood(String(error.code))

/** True for what `AbortSignal.throwIfAborted` throws and for our own `cancelled`. */
export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error instanceof AppError && error.code === 'cancelled'))
  )
}

/** Proves to the compiler that every case of a union was handled. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`)
}
