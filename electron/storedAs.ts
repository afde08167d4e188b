import * as v from 'valibot'

/** What the project keeps for the window, read back; what cannot be read is as if nothing had been kept. */
export function storedAs<S extends v.GenericSchema>(
  schema: S,
  stored: string | null,
  none: v.InferOutput<S>,
): v.InferOutput<S> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(stored ?? 'null'))
    return parsed.success ? parsed.output : none
  } catch {
    return none
  }
}
