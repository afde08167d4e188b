import * as v from 'valibot'
import { onOneLine } from '../messages/oneLine'
import { driverSentence } from './driverSays'

// What the driver prints, a JSON object a line, among what Ray and Python print. It comes from another machine.

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12))
const longest = 2000
const sentence = v.pipe(v.string(), v.maxLength(longest))
/** English, and what it was made of, where that is known. */
const told = { message: sentence, says: v.optional(v.unknown()) }
const failure = v.object({ image: count, block: count, ...told })
const line = v.variant('event', [
  v.object({
    event: v.literal('progress'),
    done: count,
    total: count,
    slots: count,
    failed: count,
  }),
  v.object({ event: v.literal('warning'), ...told }),
  v.object({ event: v.literal('error'), code: v.pipe(v.string(), v.maxLength(60)), ...told }),
  v.object({
    event: v.literal('end'),
    done: count,
    /** How many blocks nobody could compute, and some of them. */
    failed: count,
    failures: v.pipe(v.array(failure), v.maxLength(100)),
  }),
])
export type DriverLine = v.InferOutput<typeof line>

/** Lines that are the driver's own, in order; their messages in this process's language where it knows them. */
export function readDriverLines(text: string): DriverLine[] {
  return text.split('\n').flatMap((each) => {
    if (!each.startsWith('{"event"')) return []
    try {
      const read = v.safeParse(line, JSON.parse(each))
      return read.success ? [inOurWords(read.output)] : []
    } catch {
      // The first line of a tail may be cut.
      return []
    }
  })
}

function inOurWords(line: DriverLine): DriverLine {
  if ('message' in line) return translated(line)
  return line.event === 'end' ? { ...line, failures: line.failures.map(translated) } : line
}

/** Nothing that would steer a terminal. */
function translated<T extends { readonly message: string; readonly says?: unknown }>(line: T): T {
  const message = plain(driverSentence(line.says) ?? line.message).slice(0, longest)
  return { ...line, message, says: undefined }
}

/** @example plain('a\x1b[2Jb') // 'a [2Jb' */
export const plain = (text: string): string => onOneLine(text).trim()
