import * as v from 'valibot'
import { widthRange } from '../../models/catalogue'
import { shownAsList } from '../../records/shownAs'

// What a run says of itself is a file that anybody may have written.

const short = v.pipe(v.string(), v.maxLength(4096))
const finite = v.pipe(v.number(), v.finite(), v.minValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const several = (most: number) => v.optional(v.pipe(count, v.minValue(1), v.maxValue(most)))
const factors = v.optional(v.record(short, finite))

/** More steps than this are a mistake: a year of a hundred a second. */
export const maxSteps = 3_000_000_000

/** What the training's memory and time hang on; all else is checked where it is used. */
export const configSchema = v.looseObject({
  model: short,
  dataset: short,
  width: v.optional(v.pipe(finite, v.minValue(widthRange.min), v.maxValue(widthRange.max))),
  from: v.optional(short),
  weights: v.optional(short),
  frozenShare: v.optional(share),
  epochs: several(maxSteps),
  stepsPerEpoch: several(1_000_000),
  minutes: v.optional(finite),
  batch: several(1024),
  engine: v.optional(short),
  seed: v.optional(count),
  learningRate: v.optional(v.pipe(finite, v.maxValue(1))),
  falseNegativeWeight: v.optional(finite),
  falseNegativeWeights: factors,
  classWeights: factors,
  preprocessing: v.optional(short),
  validationSteps: several(maxSteps),
  validationFrequency: several(maxSteps),
  patience: several(maxSteps),
  queueSize: several(64),
  workers: v.optional(v.pipe(count, v.maxValue(16))),
})

export const runStatuses = ['running', 'finished', 'stopped', 'interrupted', 'failed'] as const

const origin = v.looseObject({
  file: short,
  project: short,
  run: short,
  licence: v.optional(short),
  writtenBy: short,
  importedAt: short,
})

const expectedAt = {
  objects: count,
  points: v.pipe(
    v.array(v.pipe(v.tuple([share, share, share]), v.readonly())),
    v.maxLength(100),
    v.readonly(),
  ),
}

/** A run of more does not name the pictures that it learned from. */
export const maxPictures = 1000

/** What is known of a run before its training begins. */
export const knownAtStart = {
  number: v.optional(count),
  objects: v.optional(count),
  classIds: v.optional(v.pipe(v.array(v.nullable(count)), v.maxLength(65_535))),
  pictures: v.optional(v.pipe(v.array(short), v.maxLength(maxPictures), v.readonly())),
}

export const runSchema = v.looseObject({
  ...knownAtStart,
  origin: v.optional(origin),
  startedAt: v.pipe(
    v.string(),
    v.maxLength(40),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'no time'),
  ),
  config: configSchema,
  status: v.picklist(runStatuses),
  classNames: v.pipe(v.array(short), v.maxLength(65_535)),
  level: v.optional(v.union([v.literal('auto'), v.pipe(count, v.maxValue(30))])),
  shownAs: v.optional(shownAsList),
  engine: short,
  epochs: count,
  steps: count,
  tilesPerSecond: finite,
  best: v.optional(
    v.looseObject({
      epoch: count,
      metric: v.pipe(v.number(), v.finite()),
      name: short,
      threshold: share,
      expected: v.optional(
        v.object({
          ...expectedAt,
          classes: v.optional(
            v.pipe(
              v.array(v.object({ ...expectedAt, class: count, threshold: share })),
              v.maxLength(254),
              v.readonly(),
            ),
          ),
        }),
      ),
    }),
  ),
})
