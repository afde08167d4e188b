import * as v from 'valibot'
import { foundInTable, toldTable } from './labelTables'
import { projectStateSchema } from './project'
import type { Histogram } from '../../image/showing/display'
import {
  display,
  done,
  finite,
  id,
  nothing,
  picturePart,
  pixelSize,
  properties,
  record,
  text,
} from './schemas'

const bookmark = v.object({
  name: v.pipe(text, v.minLength(1), v.maxLength(80)),
  /** Full-size pixels in the middle of the view; CSS pixels per image pixel. */
  x: finite,
  y: finite,
  scale: v.pipe(finite, v.gtValue(0)),
})

const sweep = v.object({
  /** Full-size pixels of a cell, and the zoom at which it is looked at. */
  cell: v.object({ w: v.pipe(id, v.minValue(1)), h: v.pipe(id, v.minValue(1)) }),
  overlap: v.pipe(finite, v.minValue(0), v.maxValue(0.5)),
  scale: v.pipe(finite, v.gtValue(0)),
  current: id,
  /** See `packFlags`: which cells were seen. */
  seen: v.pipe(v.string(), v.maxLength(1_000_000)),
})

/** How a person looks at an image: kept in the project, not a step to undo. */
export const imageView = v.object({
  bookmarks: v.pipe(v.array(bookmark), v.maxLength(200), v.readonly()),
  sweep: v.nullable(sweep),
})

export const imageCommands = {
  /** `paths` from a drop; otherwise asks. `part`: which picture of each file. `again`: also files that the project has. A long job: progress by `job` events, the outcome when it ends. */
  'images.import': {
    in: v.object({
      paths: v.optional(v.array(text)),
      part: v.optional(picturePart),
      again: v.optional(v.boolean()),
    }),
    out: v.nullable(projectStateSchema),
    changes: true,
    // A drop of 100,000 files.
    most: 50_000_000,
  },
  /**
   * Labels for images that the project has, masks among them; without `paths` it asks for them. Where nothing says what the values of a
   * mask are, the person is asked. `table`: what the person says of the table that the event `table` was about, which is imported then.
   */
  'labels.import': {
    in: v.object({ paths: v.optional(v.array(text)), table: v.optional(toldTable) }),
    out: v.nullable(projectStateSchema),
    changes: true,
    most: 50_000_000,
  },
  /** What that table would be read as. */
  'labels.preview': { in: toldTable, out: foundInTable },
  /** Goes on with building what an image needs to be looked at; its share stands in the project's state. */
  'images.prepare': { in: v.object({ image: id }), out: done, changes: true },
  /** How an image is seen, and what of it datasets get; null: as it is. */
  'image.display': {
    in: v.object({ image: id, display: v.nullable(display) }),
    out: projectStateSchema,
    changes: 'soon',
  },
  /** What a pixel of these images covers; null: it is not known. */
  'images.pixelSize': {
    in: v.object({ images: v.pipe(v.array(id), v.readonly()), size: v.nullable(pixelSize) }),
    out: projectStateSchema,
    changes: 'soon',
  },
  /** What a person says of an image. */
  'image.about': {
    in: v.object({ image: id, notes: text, properties }),
    out: projectStateSchema,
    changes: 'soon',
  },
  'image.histograms': {
    in: v.object({ image: id }),
    out: v.array(v.custom<Histogram>(record)),
  },
  /** The images whose files are not where they were. */
  'images.missing': { in: nothing, out: v.array(id) },
  /**
   * Asks where the file of an image is now, or without one for a folder in which all that are missing are looked for, by their
   * contents; null when the person cancels.
   */
  'images.relink': {
    in: v.object({ image: v.optional(id) }),
    out: v.nullable(projectStateSchema),
    changes: true,
  },
  'images.remove': { in: v.object({ image: id }), out: projectStateSchema, changes: 'soon' },
  'image.view.read': { in: v.object({ image: id }), out: imageView },
  /** Durable when this resolves. */
  'image.view.write': { in: v.object({ image: id, view: imageView }), out: done, changes: 'soon' },
} as const
