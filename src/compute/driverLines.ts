import * as v from 'valibot'

// What the driver prints, a JSON object a line, among what Ray and Python print. It comes from another machine.

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12))
const sentence = v.pipe(v.string(), v.maxLength(2000))
const failure = v.object({ image: count, block: count, message: sentence })
const line = v.variant('event', [
  v.object({
    event: v.literal('progress'),
    done: count,
    total: count,
    slots: count,
    failed: count,
  }),
  v.object({ event: v.literal('warning'), message: sentence }),
  v.object({ event: v.literal('error'), code: v.pipe(v.string(), v.maxLength(60)), message: sentence }),
  v.object({
    event: v.literal('end'),
    done: count,
    /** How many blocks nobody could compute, and some of them. */
    failed: count,
    failures: v.pipe(v.array(failure), v.maxLength(100)),
  }),
])
export type DriverLine = v.InferOutput<typeof line>

/** Lines that are the driver's own, in order. */
export function readDriverLines(text: string): DriverLine[] {
  return text.split('\n').flatMap((each) => {
    if (!each.startsWith('{"event"')) return []
    try {
      const read = v.safeParse(line, JSON.parse(each))
      return read.success ? [clean(read.output)] : []
    } catch {
      // The first line of a tail may be cut.
      return []
    }
  })
}

/** Nothing that would steer a terminal. */
function clean(line: DriverLine): DriverLine {
  return 'message' in line ? { ...line, message: plain(line.message) } : line
}

/** @example plain('a\x1b[2Jb') // 'a [2Jb' */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is taken out
  return text.replaceAll(/[\x00-\x1f\x7f-\x9f]+/g, ' ').trim()
}
