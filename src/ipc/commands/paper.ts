import * as v from 'valibot'
import { figureContents } from '../../figures/figureJob'
import { finite, id, nothing, text, threshold } from './schemas'

/** What leaves the project for people and colleagues, and comes from them. Each asks for the file; null when the person cancels. */
export const paperCommands = {
  /** One page of what a run found on all images; absent: the best one, at the threshold that it was searched with. */
  'report.write': {
    in: v.object({ run: v.optional(text), threshold: v.optional(threshold) }),
    out: v.nullable(v.object({ out: text })),
  },
  /** A part of a picture for print, with legend and scale bar. */
  'figure.write': {
    in: v.object({
      image: id,
      region: v.object({ x: finite, y: finite, w: finite, h: finite }),
      what: v.picklist(figureContents),
      run: v.optional(text),
      threshold: v.optional(threshold),
    }),
    out: v.nullable(v.object({ out: text })),
  },
  /** A run as a file for another project. */
  'run.export': { in: v.object({ run: text }), out: v.nullable(v.object({ out: text })) },
  /** A run that another project exported. */
  'run.import': { in: nothing, out: v.nullable(v.object({ run: text })), changes: true },
} as const
