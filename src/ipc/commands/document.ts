import * as v from 'valibot'
import type { PackedObjects } from '../../project/packedObjects'
import { done, edit, id, nothing, record, step, tables, text } from './schemas'

const packed = v.custom<PackedObjects>(record)
/** The path of the project that the window means: another may have been opened meanwhile. */
const project = v.optional(text)
const history = v.object({ canUndo: v.nullable(text), canRedo: v.nullable(text) })
const areas = { checked: v.array(tables.checked), rejections: v.array(tables.rejections) }

export const documentCommands = {
  'document.load': {
    in: v.object({ image: id }),
    out: v.object({ objects: v.array(tables.objects), ...areas }),
  },
  /** An image's rows with the first block of its objects, of which there are `total`; `nextId` and above are free. */
  'document.open': {
    in: v.object({ image: id }),
    out: v.object({ objects: packed, total: id, ...areas, nextId: id }),
  },
  /** The block of objects after the one that ends with this id; an empty one is the end. */
  'document.objects': { in: v.object({ image: id, after: id }), out: packed },
  /**
   * Durable when this resolves; a `token` that came before is not applied again. `staged` changes of a large edit came
   * by `document.stage` before.
   */
  'document.apply': {
    in: v.object({ edit, token: v.optional(text), staged: v.optional(id), project }),
    out: history,
  },
  /** Changes of an edit that is too large for one message, from the number `at`. */
  'document.stage': {
    in: v.object({ token: text, at: id, changes: edit.entries.changes, project }),
    out: done,
  },
  /** Edits that could not be saved yet: kept beside the app's settings until they can be. None: they are saved. */
  'document.keep': { in: v.object({ edits: v.array(edit), project }), out: done },
  /** What was taken back or done again, as it was applied; null when there is none. */
  'document.undo': { in: nothing, out: v.nullable(step) },
  'document.redo': { in: nothing, out: v.nullable(step) },
} as const
