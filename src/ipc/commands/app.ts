import * as v from 'valibot'
import { languageChoices, languages } from '../../messages/language'
import { done, id, nothing, text } from './schemas'

export const workerNames = ['data', 'store', 'trainer'] as const

export const appCommands = {
  'job.cancel': { in: v.object({ job: id }), out: done },
  /** What the window remembers for itself (key bindings, theme, panel widths); JSON text. */
  'settings.read': { in: nothing, out: text },
  'settings.write': { in: v.object({ json: v.pipe(v.string(), v.maxLength(262144)) }), out: done },
  /** The person's choice of language; the one that the app speaks from now on. */
  'window.language': { in: v.object({ choice: v.picklist(languageChoices) }), out: v.picklist(languages) },
  /** Asks where, and writes; the file's name, or null when the person cancels. `name` is proposed, with its ending. */
  'text.save': {
    in: v.object({ name: text, text: v.string() }),
    out: v.nullable(text),
    // A table of a million objects, with their attributes.
    most: 400_000_000,
  },
  /** Asks for a file of this ending ("json") and reads it; null when the person cancels. */
  /** Shows what was saved last in the system's file manager. */
  'saved.show': { in: nothing, out: done },
  'text.open': { in: v.object({ ending: text }), out: v.nullable(v.string()) },
  /** What the app is made of, each part with its licence's identifier and text. */
  'app.licences': {
    in: nothing,
    out: v.array(v.object({ name: text, version: text, licence: text, text: v.string() })),
  },
  /** The window's answer to the event `leaving`: main knows now of all that was done here. */
  'window.told': { in: nothing, out: done },
  /** What a window that crashed too often can be opened again without; null where it did not crash. */
  'window.crash': {
    in: nothing,
    out: v.nullable(
      v.object({
        message: text,
        image: v.nullable(text),
        prediction: v.boolean(),
        language: v.picklist(languages),
      }),
    ),
  },
  'window.reopen': { in: v.object({ without: v.picklist(['nothing', 'image', 'prediction']) }), out: done },
  /** Ends a process that does not answer; what it was doing fails, and it starts again when it is needed. */
  'worker.restart': { in: v.object({ worker: v.picklist(workerNames) }), out: done },
} as const
