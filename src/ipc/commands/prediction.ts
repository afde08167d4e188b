import * as v from 'valibot'
import type { RunChange, CompareResult } from '../../evaluation/comparedRuns'
import type { WrongPlaces } from '../../evaluation/mistakes'
import type { SplitEvaluation, TilesEvaluation } from '../../evaluation/splitEvaluation'
import { splitNames } from '../../tiles/tiles'
import { writtenFormats } from '../../formats/format'
import type { PredictionInfo } from '../../found/detections'
import { mergedClasses, mergeWays } from '../../found/mergeRule'
import { testTimeAugmentations } from '../../prediction/testTimeAugmentation'
import {
  done,
  finite,
  floats,
  id,
  levelChoice,
  octets,
  record,
  share,
  text,
  threshold,
  uint32s,
} from './schemas'

const matchRule = v.variant('kind', [
  v.object({ kind: v.literal('centre') }),
  v.object({ kind: v.literal('iou'), threshold: share }),
])

const detections = v.object({
  xywh: floats,
  score: floats,
  class: octets,
  outlines: v.optional(v.object({ offset: uint32s, points: floats })),
})

/** What a search that is running has found in one part of the image that is shown; in full-size pixels, by falling score. */
export const foundSoFar = v.object({
  image: id,
  run: text,
  width: id,
  height: id,
  classNames: v.array(text),
  classIds: v.optional(v.array(v.nullable(id))),
  threshold: share,
  thresholds: v.optional(v.array(share)),
  detections,
  /** Cells of `stride` full-size pixels. */
  heat: v.pipe(
    v.object({ stride: v.pipe(id, v.minValue(1)), x: id, y: id, w: id, h: id, cells: octets }),
    v.check(({ w, h, cells }) => cells.length === w * h, 'another number of cells'),
  ),
})

const rect = v.object({ x: finite, y: finite, w: finite, h: finite })

export const predictionCommands = {
  'predict.start': {
    in: v.object({
      images: v.array(id),
      run: v.optional(text),
      threshold: v.optional(threshold),
      /** Absent: as the run has learned. */
      level: v.optional(levelChoice),
      tta: v.optional(v.picklist(testTimeAugmentations)),
      /** Absent: the usual way. */
      merge: v.optional(v.object({ way: v.picklist(mergeWays), classes: v.picklist(mergedClasses) })),
      /** A look from afar decides what is searched closely. */
      coarseToFine: v.optional(v.boolean()),
      /** Absent: here. */
      where: v.optional(v.picklist(['here', 'away'])),
      /** The image that is shown, and what of it is seen, in full-size pixels: it is searched first. */
      first: v.optional(v.object({ image: id, rect })),
    }),
    out: v.array(v.object({ image: id, detections: id, seconds: finite, level: id })),
    changes: true,
  },
  /**
   * What the window shows while a search runs elsewhere: what was found there is read. Null while nobody looks: then
   * nothing is.
   */
  'predict.look': { in: v.nullable(v.object({ image: id, rect })), out: done },
  /** The person is about to search this image: the run is loaded meanwhile. Says nothing where that fails; the search will. */
  'predict.expect': {
    in: v.object({ image: id, run: v.optional(text), level: v.optional(levelChoice) }),
    out: done,
  },
  'prediction.load': {
    in: v.object({ image: id, run: v.optional(text) }),
    out: v.nullable(
      v.object({
        info: v.custom<PredictionInfo>(record),
        detections,
      }),
    ),
  },
  'evaluate.run': {
    in: v.object({
      images: v.array(id),
      run: v.optional(text),
      match: matchRule,
      threshold: v.optional(threshold),
    }),
    /** Places by the ids of images. */
    out: v.custom<TilesEvaluation & WrongPlaces>(record),
  },
  /** What the second of two runs finds that the first does not, and the other way round; of each kind the surest. */
  'runs.compare': {
    in: v.object({
      runs: v.tuple([text, text]),
      images: v.array(id),
      /** Of each; null: its own. */
      thresholds: v.array(v.nullable(threshold)),
    }),
    out: v.custom<CompareResult & { readonly changes: readonly RunChange[]; readonly leftOut: number }>(
      record,
    ),
  },
  /** A part of the run's own dataset. `table`: asks where a table of it goes; null when the person cancels. */
  'evaluate.split': {
    in: v.object({ run: text, split: v.picklist(splitNames), table: v.boolean() }),
    out: v.nullable(v.custom<SplitEvaluation>(record)),
  },
  /** Asks where to; null when the person cancels. */
  'export.run': {
    in: v.object({
      format: v.picklist(writtenFormats),
      what: v.picklist(['objects', 'predictions']),
      /** Whose predictions; absent: of each image the newest. */
      run: v.optional(text),
      threshold: v.optional(threshold),
    }),
    out: v.nullable(v.object({ written: id, dropped: id, changed: id, path: text })),
  },
} as const
