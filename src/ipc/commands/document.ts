import * as v from 'valibot'
import { edit, id, nothing, step, tables, text } from './schemas'

export const documentCommands = {
  'document.load': {
    in: v.object({ image: id }),
    out: v.object({
      objects: v.array(tables.objects),
      checked: v.array(tables.checked),
      rejections: v.array(tables.rejections),
      /** First id that is free for each table. */
      nextId: id,
    }),
  },
  /** Durable when this resolves. */
  'document.apply': {
    in: v.object({ edit }),
    out: v.object({ canUndo: v.nullable(text), canRedo: v.nullable(text) }),
  },
  /** The edit that was taken back or done again, as it was applied; null when there is none. */
  'document.undo': { in: nothing, out: v.nullable(step) },
  'document.redo': { in: nothing, out: v.nullable(step) },
} as const
