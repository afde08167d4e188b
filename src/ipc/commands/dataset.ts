import * as v from 'valibot'
import type { DatasetSummary, TileBatch } from '../../dataset/dataset'
import type { DatasetPreview } from '../../dataset/preview'
import { id, nothing, record, share } from './schemas'

const datasetSummary = v.custom<DatasetSummary>(record)

const request = v.object({
  tile: v.pipe(id, v.minValue(32), v.maxValue(2048)),
  level: v.pipe(id, v.maxValue(16)),
  /** Null: the number of objects decides. */
  split: v.nullable(v.tuple([share, share, share])),
  seed: id,
  shares: v.optional(v.object({ positive: share, near: share, background: share, hard: share })),
  tiles: v.optional(v.pipe(id, v.minValue(1))),
  visible: v.optional(share),
  guard: v.optional(v.pipe(id, v.maxValue(4096))),
})

export const datasetCommands = {
  'dataset.build': { in: request, out: datasetSummary },
  /** What a build would make; null where there is nothing to learn from yet. A newer call cancels an older one. */
  'dataset.preview': {
    /** `revision` is another whenever an annotation has changed. */
    in: v.object({ request, revision: id }),
    out: v.nullable(v.custom<DatasetPreview>(record)),
  },
  /** One tile as numbers, to try augmentations on. */
  'dataset.tile': {
    in: v.object({ index: id }),
    out: v.custom<TileBatch & { readonly size: number }>(record),
  },
  'dataset.inspect': { in: nothing, out: v.nullable(datasetSummary) },
} as const
