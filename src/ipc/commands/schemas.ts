import * as v from 'valibot'
import { id, share } from '../../records/values'
import { deepestLevel } from '../../tiles/levels'

// The values that several commands carry, as schemas; those of records come from their room.

export { edit, step } from '../../document/editSchema'
export { display, picturePart, pixelSize, properties } from '../../records/image'
export { finite, id, share, text } from '../../records/values'

/** A level of the pyramid, or for each image its own. */
export const levelChoice = v.union([v.literal('auto'), v.pipe(id, v.maxValue(deepestLevel))])
/** One for all classes, or one by the run's class numbers. */
export const threshold = v.union([
  share,
  v.object({ all: share, own: v.pipe(v.array(share), v.maxLength(254), v.readonly()) }),
])
export const record = (value: unknown) => typeof value === 'object' && value !== null
export const nothing = v.undefined()
export const done = v.void()
export const floats = v.custom<Float32Array>((value) => value instanceof Float32Array)
export const uint32s = v.custom<Uint32Array>((value) => value instanceof Uint32Array)
export const octets = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
