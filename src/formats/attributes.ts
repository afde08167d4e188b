import { isNumber, isObject } from './json'

/** What else is said of an object, by name. */
export type Attributes = Readonly<Record<string, string>>

/** More are no description of one object; longer ones are cut. */
const [maxAttributes, longest] = [256, 4096]

/**
 * The attributes that a file gives an object: texts, numbers and ticked boxes. What is empty, false or no single value says nothing.
 * Undefined for none.
 */
export function attributesOf(value: unknown, but: readonly string[] = []): Attributes | undefined {
  if (!isObject(value)) return undefined
  return attributesFrom(Object.entries(value).filter(([name]) => !but.includes(name)))
}

/** The attributes that these names and values are; undefined for none. */
export function attributesFrom(entries: readonly (readonly [string, unknown])[]): Attributes | undefined {
  const found: [string, string][] = []
  for (const [name, value] of entries.slice(0, maxAttributes)) {
    const text = textOf(value).slice(0, longest)
    if (text !== '' && name !== '' && name !== '__proto__') found.push([name.slice(0, longest), text])
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined
}

function textOf(value: unknown): string {
  if (value === true) return 'true'
  if (isNumber(value)) return String(value)
  return typeof value === 'string' ? value.trim() : ''
}

/** As other programs write them: ticked boxes and numbers as such. */
export function typedAttributes(attributes: Attributes): Record<string, string | number | boolean> {
  const typed = (text: string) =>
    text === 'true' ? true : text !== '' && String(Number(text)) === text ? Number(text) : text
  return Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, typed(text)]))
}
