import * as v from 'valibot'

// How a message of the window is read: its size is bounded before anything looks at what is in it, and the check of what
// is in it ends at the first fault. A page that has been taken over can keep no process busy.

/** For what a person enters; a command that carries more says so by `most`. */
export const defaultSize = 4_000_000
/** Deeper than any message of the contract, and too shallow for one that holds itself. */
const deepest = 16

/** A schema's value of a message; undefined where it is too large or wrong. */
export function receive<S extends v.GenericSchema>(
  schema: S,
  message: unknown,
  most = defaultSize,
): v.InferOutput<S> | undefined {
  if (!isWithin(message, most)) return undefined
  const parsed = check(schema, message)
  return parsed.success ? parsed.output : undefined
}

export const check = <S extends v.GenericSchema>(schema: S, message: unknown) =>
  v.safeParse(schema, message, { abortEarly: true })

/**
 * Whether a message is no larger than `most`: every value counts 8, and besides a character 1 and a buffer its bytes;
 * what is referred to twice counts twice, as a check walks through it twice. Ends once that is known.
 */
export function isWithin(message: unknown, most: number): boolean {
  return remaining(message, most, deepest) >= 0
}

/** What `left` is after a value, or some number below 0 where it is not enough. */
function remaining(value: unknown, left: number, depth: number): number {
  if (typeof value === 'string') return left - value.length - 8
  if (typeof value !== 'object' || value === null) return left - 8
  if (depth === 0) return -1
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return left - value.byteLength - 8
  // Its length first: one of holes alone is as long to check as a full one.
  if (Array.isArray(value)) return value.length > left ? -1 : remainingOf(value, left, depth)
  if (value instanceof Map || value instanceof Set) return remainingOf(value, left, depth)
  let rest = left - 8
  for (const key in value) {
    if (rest < 0) return rest
    rest = remaining(value[key as keyof typeof value], rest - key.length, depth - 1)
  }
  return rest
}

function remainingOf(values: Iterable<unknown>, left: number, depth: number): number {
  let rest = left - 8
  for (const value of values) {
    if (rest < 0) return rest
    rest = remaining(value, rest, depth - 1)
  }
  return rest
}
