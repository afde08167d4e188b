import * as v from 'valibot'
import { rect } from '../../records/values'
import { finite, floats, id } from './schemas'

/** Answers that one question carries at most, and places that it is answered with. */
export const [maxAnswers, maxPlaces] = [5000, 10_000] as const

const side = v.pipe(finite, v.minValue(1))
const places = v.pipe(v.array(rect), v.maxLength(maxAnswers))

export const similarCommands = {
  /** Places of an image that look like the wanted ones, or, with none, unlike the rest; best first. A newer question ends an older. */
  'similar.find': {
    in: v.object({
      image: id,
      wanted: places,
      rejected: places,
      /** Of what is looked for, in full-size pixels; absent: not known. */
      size: v.optional(v.object({ w: side, h: side })),
      top: v.pipe(id, v.minValue(1), v.maxValue(maxPlaces)),
      /** After an answer: no job of its own, and what there was to say has been said. */
      again: v.boolean(),
    }),
    /** f32 [places, 4]: x, y, w, h in full-size pixels. */
    out: v.object({ xywh: floats, seconds: finite }),
  },
} as const
