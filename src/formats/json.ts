import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** JSON text out of a label file, with the line of what is wrong. Throws AppError('label-json'). */
export function parseJson(text: string, file: string, firstLine = 1): unknown {
  try {
    return parsed(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const at = /position (\d+)/.exec(message)
    const line = firstLine - 1 + text.slice(0, at ? Number(at[1]) : undefined).split('\n').length
    throw new AppError('label-json', says.labels.fileLineLineThisIs(file, line), {
      cause: error,
    })
  }
}

/** Python's json writes NaN and Infinity, which JSON does not have: they become null, which no coordinate may be. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/\b(NaN|Infinity)\b/.test(text)) throw error
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
        found.startsWith('"') ? found : 'null',
      ),
    )
  }
}

export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** A value for a message, short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
