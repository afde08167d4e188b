/** An error that a person can act on: a stable code and one sentence (what, which value or file, what to do). */
export class AppError extends Error {
  constructor(
    readonly code: string,
    sentence: string,
    options?: { cause?: unknown },
  ) {
    super(sentence, options)
    this.name = 'AppError'
  }
}

/** What crosses a process border in place of an Error. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly detail?: string | undefined
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, detail: error.stack }
  if (isAbort(error)) return { code: 'cancelled', message: 'Cancelled.' }
  if (error instanceof Error) return { code: 'unexpected', message: error.message, detail: error.stack }
  return { code: 'unexpected', message: String(error) }
}

export function fromWireError(error: WireError): AppError {
  return new AppError(error.code, error.message, { cause: error.detail })
}

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
