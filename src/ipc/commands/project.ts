import * as v from 'valibot'
import type { DatasetSummary } from '../../dataset/dataset'
import type { RunInfo } from '../../runs/config'
import { recordKinds } from '../../records/records'
import { done, id, nothing, record, share, text, threshold } from './schemas'

/** Per image what the lists show. */
export const imageState = v.object({
  ...recordKinds.images.schema.entries,
  objects: id,
  checkedAreas: id,
  /** Of its pixels, those inside of areas that were checked for all classes. */
  checkedShare: v.optional(share),
  /** Share of its pyramid that is built, while it is. */
  building: v.optional(share),
  predictions: v.array(text),
})

/** Everything small about the open project; objects and detections are loaded per image. */
export const projectStateSchema = v.object({
  path: text,
  name: text,
  classes: v.array(recordKinds.classes.schema),
  images: v.array(imageState),
  dataset: v.nullable(v.custom<DatasetSummary>(record)),
  /** Rows of the annotations that changed since the dataset was built. */
  changes: v.optional(id),
  runs: v.array(v.custom<RunInfo>(record)),
  canUndo: v.nullable(text),
  canRedo: v.nullable(text),
  /** Why nothing can be changed, in one sentence: a newer version's project, or a place that cannot be written. */
  readOnly: v.nullable(text),
  /** What is not shown by itself, since the window crashed with it: an image, or all predictions. */
  leftOut: v.optional(v.object({ image: v.nullable(id), predictions: v.boolean() })),
})

/** A run may have been removed since. */
export const shownRuns = v.object({
  /** The run that the person chose to search with; null for the newest. */
  chosen: v.nullable(text),
  /** The run whose detections were looked at last. */
  shown: v.nullable(text),
  /** What the person set, by run. */
  thresholds: v.record(text, threshold),
})

export const projectCommands = {
  /** Asks for a folder (Electron's own dialog) unless `path` is given by a drop or the recent list; null when the person cancels. */
  'project.new': { in: v.object({ classes: v.array(text) }), out: v.nullable(projectStateSchema) },
  'project.open': { in: v.object({ path: v.optional(text) }), out: v.nullable(projectStateSchema) },
  /** The photograph that ships, marked and checked, in a project of the person's own. */
  'project.sample': { in: nothing, out: v.nullable(projectStateSchema) },
  'project.state': { in: nothing, out: v.nullable(projectStateSchema) },
  'project.shown.read': { in: nothing, out: shownRuns },
  'project.shown.write': { in: shownRuns, out: done, changes: 'soon' },
  'project.close': { in: nothing, out: done },
  'project.recent': { in: nothing, out: v.array(v.object({ path: text, name: text, openedAt: text })) },
} as const
