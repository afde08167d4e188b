import * as v from 'valibot'
import type { DatasetSummary } from '../../dataset/dataset'
import { id, nothing, record, share } from './schemas'

const datasetSummary = v.custom<DatasetSummary>(record)

export const datasetCommands = {
  'dataset.build': {
    in: v.object({
      tile: v.pipe(id, v.minValue(32), v.maxValue(2048)),
      level: v.pipe(id, v.maxValue(16)),
      split: v.tuple([share, share, share]),
      seed: id,
    }),
    out: datasetSummary,
  },
  'dataset.inspect': { in: nothing, out: v.nullable(datasetSummary) },
} as const
