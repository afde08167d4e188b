import * as v from 'valibot'
import { shownAsList } from '../records/shownAs'
import { resizeRules, type DatasetSpec } from '../tiles/tiles'

/** vigra's axis types: 1 channel, 2 space, 8 time. Tiles stand along `t`. */
const axisTypes = { t: 8, y: 2, x: 2, c: 1 } as const

/** The `axistags` attribute as vigra and ilastik write it: one entry for each axis, in storage order. */
export function axisTags(axes: string): string {
  const entries = [...axes].map((key) => ({
    key,
    typeFlags: axisTypes[key as keyof typeof axisTypes],
    resolution: 0,
    description: '',
  }))
  return JSON.stringify({ axes: entries })
}

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const kindShares = v.object({ positive: share, near: share, background: share, hard: share })
const channelNumbers = v.tuple([v.number(), v.number(), v.number()])
const specSchema = v.object({
  tile: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16384)),
  level: v.union([v.literal('auto'), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(30))]),
  split: v.tuple([share, share, share]),
  seed: v.number(),
  shares: v.optional(kindShares),
  tiles: v.optional(v.pipe(v.number(), v.minValue(1))),
  visible: v.optional(share),
  guard: v.optional(v.pipe(v.number(), v.minValue(0))),
  shownAs: v.optional(shownAsList),
  resize: v.optional(v.picklist(resizeRules)),
  pixels: v.optional(v.object({ pixels: v.string(), gain: channelNumbers, shift: channelNumbers })),
})

/** The spec out of a file's attribute; undefined when it is none. */
export function parseSpec(text: unknown): DatasetSpec | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return v.parse(specSchema, JSON.parse(text))
  } catch {
    return undefined
  }
}
