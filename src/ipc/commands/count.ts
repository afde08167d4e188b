import * as v from 'valibot'
import type { CountedImages } from '../../evaluation/count/count'
import { finite, id, record, text, threshold } from './schemas'

const rect = v.object({ x: finite, y: finite, w: finite, h: finite })
const fields = v.nullable(v.object({ run: text, fields: v.array(rect) }))

/** How many objects there are, and the fields of view that are drawn to find out. */
export const countCommands = {
  'count.run': {
    in: v.object({
      images: v.union([v.array(id), v.literal('all')]),
      /** A part of the one image. */
      region: v.optional(rect),
      run: v.optional(text),
      threshold: v.optional(threshold),
      /** Each image for itself, too. */
      each: v.optional(v.boolean()),
    }),
    out: v.custom<CountedImages>(record),
  },
  /** Draws fields until so many are there to be checked; all that were drawn, and how many more are needed for ± 5 %. */
  'sample.draw': {
    in: v.object({ image: id, fields: v.pipe(id, v.minValue(1), v.maxValue(10_000)), run: v.optional(text) }),
    out: v.object({ drawn: fields, more: v.nullable(id) }),
    changes: true,
  },
  /** The fields that were drawn on an image. */
  'sample.drawn': { in: v.object({ image: id }), out: fields },
} as const
