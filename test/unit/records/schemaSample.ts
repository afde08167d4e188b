import type * as v from 'valibot'

type Known = Readonly<Record<string, unknown>>

/** What the checks of a schema ask for, as valibot keeps it. */
interface Described {
  readonly type: string
  readonly entries?: Readonly<Record<string, v.GenericSchema>>
  readonly item?: v.GenericSchema
  readonly items?: readonly v.GenericSchema[]
  readonly value?: v.GenericSchema
  readonly wrapped?: v.GenericSchema
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
}

/**
 * A value that a schema takes, with every optional field in it; `known` says some by their names. Throws where a kind of
 * schema is not known here: teach it that kind.
 */
export function sampleOf(schema: v.GenericSchema, known: Known = {}): unknown {
  const described = schema as unknown as Described
  const needs = (check: string) => described.pipe?.find(({ type }) => type === check)?.requirement
  switch (described.type) {
    case 'number':
      return Math.min(Number(needs('max_value') ?? 16), Math.max(Number(needs('min_value') ?? 0), 16))
    case 'string':
      return needs('regex') ? '#123456' : 'a word'
    case 'boolean':
      return true
    case 'literal':
      return described.literal
    case 'picklist':
      return described.options?.at(-1)
    case 'optional':
      return sampleOf(described.wrapped as v.GenericSchema, known)
    case 'variant':
      return sampleOf(described.options?.[0] as v.GenericSchema, known)
    case 'record':
      return { 'a key': sampleOf(described.value as v.GenericSchema, known) }
    case 'array':
      return [sampleOf(described.item as v.GenericSchema, known)]
    case 'tuple':
      return described.items?.map((item) => sampleOf(item, known))
    case 'object':
    case 'loose_object':
      return Object.fromEntries(
        Object.entries(described.entries ?? {}).map(([name, entry]) => [
          name,
          name in known ? known[name] : sampleOf(entry, known),
        ]),
      )
    default:
      throw new Error(`sampleOf does not know schemas of the kind "${described.type}"`)
  }
}
