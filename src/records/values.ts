import * as v from 'valibot'

// The values that records and messages are made of.

export const id = v.pipe(v.number(), v.integer(), v.minValue(0))
export const finite = v.pipe(v.number(), v.finite())
export const text = v.pipe(v.string(), v.maxLength(4096))
/** 0..1 */
export const share = v.pipe(finite, v.minValue(0), v.maxValue(1))
/** `#rrggbb` */
export const color = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))
const side = v.pipe(finite, v.minValue(0))
export const rect = v.object({ x: finite, y: finite, w: side, h: side })
/** A frame of w × h around its centre, turned by `angle` radians, x towards y: clockwise as one sees it. */
export const turned = v.object({ cx: finite, cy: finite, w: side, h: side, angle: finite })
