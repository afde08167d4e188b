import * as v from 'valibot'
import type { PackedObjects } from '../../records/packedObjects'
import { recordKinds } from '../../records/records'
import { done, edit, id, nothing, record, step, text } from './schemas'

const packed = v.custom<PackedObjects>(record)
/** The path of the project that the window means: another may have been opened meanwhile. */
const project = v.optional(text)
const history = v.object({ canUndo: v.nullable(text), canRedo: v.nullable(text) })
const { objects, checked, rejections } = recordKinds
const areas = { checked: v.array(checked.schema), rejections: v.array(rejections.schema) }

export const documentCommands = {
  'document.load': {
    in: v.object({ image: id }),
    out: v.object({ objects: v.array(objects.schema), ...areas }),
  },
  /** An image's rows with the first block of its objects, of which there are `total`; `nextId` and above are free. */
  'document.open': {
    in: v.object({ image: id }),
    out: v.object({ objects: packed, total: id, ...areas, nextId: id }),
  },
  /** The block of objects after the one that ends with this id; an empty one is the end. */
  'document.objects': { in: v.object({ image: id, after: id }), out: packed },
  /**
   * Tells main of an edit as soon as it is made, so that it outlives the window: the first of its changes, and by further
   * calls the rest of its `total`, each from the number `at`.
   */
  'document.hold': {
    in: v.object({
      token: text,
      label: text,
      total: v.pipe(id, v.minValue(1)),
      at: id,
      changes: edit.entries.changes,
      project,
    }),
    out: done,
    changes: true,
    // 2,000 objects (`partRows` of the window) before and after, each of 8,000 corners.
    most: 512_000_000,
  },
  /** Stores the edit that main was told of. Durable when this resolves; one that came before is not applied again. */
  'document.apply': { in: v.object({ token: text, project }), out: history, changes: true },
  /** Forgets an edit that was not stored yet; false where it is too late for that. */
  'document.withdraw': { in: v.object({ token: text, project }), out: v.boolean() },
  /** What was taken back or done again, as it was applied; null when there is none. */
  'document.undo': { in: nothing, out: v.nullable(step), changes: true },
  'document.redo': { in: nothing, out: v.nullable(step), changes: true },
  /** What was done, the newest first, with what was taken back and could be done again. */
  'document.steps': {
    in: v.object({ most: v.pipe(id, v.maxValue(1000)) }),
    out: v.array(v.object({ label: text, undone: v.boolean() })),
  },
} as const
