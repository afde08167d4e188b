import * as v from 'valibot'
import { resizeRules, type TileBatch } from '../../tiles/tiles'
import type { DatasetSummary } from '../../dataset/dataset'
import type { ForeignLook } from '../../dataset/foreign/foreign'
import { roles, type Role } from '../../dataset/foreign/mapping'
import type { DatasetPreview } from '../../dataset/preview'
import { id, levelChoice, nothing, record, share, text } from './schemas'

const datasetSummary = v.custom<DatasetSummary>(record)

const mapEntries = Object.fromEntries(roles.map((role) => [role, text])) as Record<Role, typeof text>

const request = v.object({
  tile: v.pipe(id, v.minValue(32), v.maxValue(2048)),
  level: levelChoice,
  /** Null: the number of objects decides. */
  split: v.nullable(v.pipe(v.tuple([share, share, share]), v.readonly())),
  seed: id,
  shares: v.optional(v.object({ positive: share, near: share, background: share, hard: share })),
  tiles: v.optional(v.pipe(id, v.minValue(1))),
  visible: v.optional(share),
  guard: v.optional(v.pipe(id, v.maxValue(4096))),
})

export const datasetCommands = {
  'dataset.build': { in: request, out: datasetSummary, changes: true },
  /** Asks for a file or folder with other people's data and looks at it; null when the person cancels. */
  'dataset.look': {
    in: v.object({ what: v.picklist(['file', 'folder']) }),
    out: v.nullable(v.custom<ForeignLook>(record)),
  },
  /** Makes what was looked at last the project's dataset. */
  'dataset.foreign': {
    in: v.object({
      tile: v.optional(request.entries.tile),
      split: request.entries.split,
      seed: v.optional(id),
      resize: v.optional(v.picklist(resizeRules)),
      map: v.optional(v.partial(v.object(mapEntries))),
      several: v.optional(v.boolean()),
      classNames: v.optional(v.array(text)),
      pixels: v.optional(text),
    }),
    out: datasetSummary,
    changes: true,
  },
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
