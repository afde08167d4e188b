import * as v from 'valibot'
import { done, id, nothing, text } from './schemas'

export const appCommands = {
  'job.cancel': { in: v.object({ job: id }), out: done },
  /** What the window remembers for itself (key bindings, theme, panel widths); JSON text. */
  'settings.read': { in: nothing, out: text },
  'settings.write': { in: v.object({ json: v.pipe(v.string(), v.maxLength(262144)) }), out: done },
} as const
