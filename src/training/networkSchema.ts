import * as v from 'valibot'
import { evaluationCrops } from '../augment/crops'
import { widthRange } from '../models/catalogue'
import { finite, share, text } from '../records/values'
import { resizeRules } from '../tiles/tiles'

export const naturalNumber = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(Number.MAX_SAFE_INTEGER),
)
export const several = (most: number) => v.pipe(naturalNumber, v.minValue(1), v.maxValue(most))
const perChannel = v.pipe(v.array(finite), v.minLength(1), v.maxLength(64))
const side = several(16_384)

/** What a network is built from and calculated with: what somebody sent says must be possible. */
export const networkEntries = {
  model: text,
  options: v.optional(
    v.looseObject({
      classes: several(65_535),
      seed: finite,
      tile: v.optional(side),
      several: v.optional(v.boolean()),
      anchors: v.optional(v.pipe(v.array(v.tuple([finite, finite])), v.maxLength(64))),
      width: v.optional(v.pipe(finite, v.minValue(widthRange.min), v.maxValue(widthRange.max))),
    }),
  ),
  classNames: v.pipe(v.array(text), v.minLength(1), v.maxLength(65_535)),
  tile: side,
  input: v.optional(
    v.looseObject({
      tile: side,
      resize: v.optional(v.picklist(resizeRules)),
      assumed: v.optional(v.boolean()),
      crop: v.optional(v.picklist(evaluationCrops)),
    }),
  ),
  level: v.optional(v.union([v.literal('auto'), v.pipe(naturalNumber, v.maxValue(30))])),
  mean: perChannel,
  std: v.pipe(v.array(v.pipe(finite, v.gtValue(0))), v.minLength(1), v.maxLength(64)),
  preprocessing: v.optional(text),
  threshold: share,
}
