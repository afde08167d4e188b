import * as v from 'valibot'
import { appVersion } from '../base/version'
import { AppError } from '../base/errors'
import { engineIds } from '../engine/engine'
import { mergedClasses, mergeWays } from '../found/mergeRule'
import { says } from '../messages/says/says'
import { testTimeAugmentations } from '../prediction/testTimeAugmentation'
import { images } from '../records/image'

// What a worker on another machine is told of a search, and what it answers. Both ends check what they get.

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))
const key = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const format = 'windhover-search/1'

const plannedImage = v.object({
  /** With its path and its pyramid's as the place names them. */
  image: v.object({ ...images.schema.entries, pyramid: path }),
  /** The prediction that is to become; blocks lie in a folder beside it. */
  out: path,
  level: count,
  /** Of the blocks: known to both ends, where run, picture and options are the same. */
  key,
  blocks: count,
  tiles: v.boolean(),
  /** Its prediction is there: nobody computes or merges it. */
  made: v.optional(v.boolean()),
})

const planSchema = v.object({
  format: v.literal(format),
  /** Of the program: another one may cut or compute in another way. */
  version: v.pipe(v.string(), v.maxLength(60)),
  runDir: path,
  engine: v.picklist(['auto', ...engineIds]),
  tta: v.optional(v.picklist(testTimeAugmentations)),
  /** From which score on what is found counts: merging writes it down. */
  threshold: v.optional(
    v.union([
      share,
      v.object({
        all: v.optional(share),
        own: v.pipe(v.array(v.nullable(share)), v.maxLength(254), v.readonly()),
      }),
    ]),
  ),
  /** How boxes that overlap become one; absent: the usual way. */
  merge: v.optional(v.object({ way: v.picklist(mergeWays), classes: v.picklist(mergedClasses) })),
  images: v.pipe(v.array(plannedImage), v.maxLength(100_000)),
})
export type SearchPlan = v.InferOutput<typeof planSchema>
export type PlannedImage = SearchPlan['images'][number]

export const planOf = (plan: Omit<SearchPlan, 'format' | 'version'>): SearchPlan => ({
  format,
  version: appVersion,
  ...plan,
})

/** Throws AppError: place-version where another version has made it, usage where it is no plan. */
export function readPlan(value: unknown): SearchPlan {
  // The version first: the rest of another one may look different.
  const named = v.safeParse(v.object({ version: planSchema.entries.version }), value)
  if (named.success && named.output.version !== appVersion)
    throw new AppError(
      'place-version',
      says.searching.theSearchWasPlannedBy(named.output.version, appVersion),
    )
  const read = v.safeParse(planSchema, value)
  if (read.success) return read.output
  const [issue] = read.issues
  throw new AppError(
    'usage',
    says.searching.thePlanOfTheSearch(v.getDotPath(issue) ?? says.searching.allOfIt),
  )
}

const mergeSchema = v.object({ merge: count })

/** The image of the plan whose blocks are to become its prediction; undefined where a line asks for something else. */
export function readMerge(value: unknown, plan: SearchPlan): number | undefined {
  const read = v.safeParse(mergeSchema, value)
  return read.success && read.output.merge < plan.images.length ? read.output.merge : undefined
}

const askSchema = v.object({ image: count, blocks: v.pipe(v.array(count), v.maxLength(10_000)) })

/** Blocks of an image of the plan that are to be computed. Throws AppError('usage'). */
export function readAsk(value: unknown, plan: SearchPlan): v.InferOutput<typeof askSchema> {
  const read = v.safeParse(askSchema, value)
  const image = read.success ? plan.images[read.output.image] : undefined
  if (read.success && image && read.output.blocks.every((block) => block < image.blocks)) return read.output
  throw new AppError('usage', says.searching.aLineAsksForBlocks)
}

/** What a worker says, an event a line. */
export type WorkerEvent =
  | { readonly event: 'ready'; readonly version: string }
  | { readonly event: 'merged'; readonly image: number }
  | { readonly event: 'block'; readonly image: number; readonly block: number }
  | {
      readonly event: 'failed'
      readonly image: number
      readonly block: number
      readonly code: string
      readonly message: string
    }
