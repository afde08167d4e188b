import * as v from 'valibot'
import { done, id, nothing, text } from './schemas'

export const appCommands = {
  'job.cancel': { in: v.object({ job: id }), out: done },
  /** What the window remembers for itself (key bindings, theme, panel widths); JSON text. */
  'settings.read': { in: nothing, out: text },
  'settings.write': { in: v.object({ json: v.pipe(v.string(), v.maxLength(262144)) }), out: done },
  /** Asks where, and writes; the file's name, or null when the person cancels. `name` is proposed, with its ending. */
  'text.save': { in: v.object({ name: text, text: v.string() }), out: v.nullable(text) },
  /** Asks for a file of this ending ("json") and reads it; null when the person cancels. */
  'text.open': { in: v.object({ ending: text }), out: v.nullable(v.string()) },
} as const
