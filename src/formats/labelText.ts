import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** What a text says of its own encoding; UTF-8 where it says nothing. `ends` is at least its beginning. */
export function encodingOf(ends: Uint8Array): string {
  const [a, b, c, d] = ends
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0x3c && b === 0 && c !== undefined && d === 0) return 'utf-16le'
  if (a === 0 && b === 0x3c && c === 0) return 'utf-16be'
  const head = String.fromCharCode(...ends.subarray(0, 200))
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1] ?? 'utf-8'
}

/** Refuses bytes that are not in the encoding. Throws AppError('label-encoding') for one that nobody knows. */
export function strictDecoder(encoding: string, file: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch (error) {
    throw new AppError('label-encoding', says.labels.fileSaysThatItIs(file, encoding), { cause: error })
  }
}

export function wrongEncoding(file: string, encoding: string, cause: unknown, line?: number): AppError {
  return new AppError(
    'label-encoding',
    says.labels.fileLineThisIsNotTo(
      file,
      line === undefined ? '' : says.labels.lineLine(line),
      encoding.toUpperCase(),
    ),
    { cause },
  )
}

/** The text of a label file without its byte-order mark. Throws AppError('label-encoding') naming the first line that is wrong. */
export function decodeText(bytes: Uint8Array, file: string): string {
  const encoding = encodingOf(bytes)
  try {
    return strictDecoder(encoding, file).decode(bytes)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw wrongEncoding(file, encoding, error, encoding === 'utf-8' ? firstWrongLine(bytes) : undefined)
  }
}

function firstWrongLine(bytes: Uint8Array): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let line = 1, start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found + 1
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end
  }
  return undefined
}
