import * as v from 'valibot'
import { lengthUnits, type LengthUnit } from '../../geometry/pixelSize'
import { deepestLevel } from '../../tiles/levels'

// The values that several commands carry, as schemas.

export const id = v.pipe(v.number(), v.integer(), v.minValue(0))
export const finite = v.pipe(v.number(), v.finite())
export const text = v.pipe(v.string(), v.maxLength(4096))
export const rect = v.object({
  x: finite,
  y: finite,
  w: v.pipe(finite, v.minValue(0)),
  h: v.pipe(finite, v.minValue(0)),
})
/** A level of the pyramid, or for each image its own. */
export const levelChoice = v.union([v.literal('auto'), v.pipe(id, v.maxValue(deepestLevel))])
export const share = v.pipe(finite, v.minValue(0), v.maxValue(1))

const ring = v.pipe(v.array(finite), v.minLength(6), v.readonly())
const turned = v.object({
  cx: finite,
  cy: finite,
  w: v.pipe(finite, v.minValue(0)),
  h: v.pipe(finite, v.minValue(0)),
  angle: finite,
})
export const shape = v.variant('kind', [
  v.object({ kind: v.literal('box'), ...rect.entries }),
  v.object({ kind: v.literal('point'), x: finite, y: finite }),
  v.object({
    kind: v.literal('polygon'),
    points: ring,
    rings: v.optional(v.pipe(v.array(ring), v.readonly())),
  }),
  v.object({ kind: v.literal('rotatedBox'), ...turned.entries }),
  v.object({ kind: v.literal('ellipse'), ...turned.entries }),
  v.object({ kind: v.literal('polyline'), points: v.pipe(v.array(finite), v.minLength(4), v.readonly()) }),
])
export const tables = {
  classes: v.object({
    id,
    name: v.pipe(text, v.minLength(1)),
    color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
    parent: v.optional(id),
    attributes: v.optional(
      v.pipe(
        v.array(v.object({ name: text, values: v.optional(v.pipe(v.array(text), v.readonly())) })),
        v.readonly(),
      ),
    ),
    position: v.optional(id),
  }),
  objects: v.object({
    id,
    image: id,
    class: id,
    shape,
    origin: v.picklist(['human', 'import', 'model']),
    score: v.optional(share),
    locked: v.optional(v.boolean()),
    attributes: v.optional(v.record(text, text)),
  }),
  checked: v.object({ id, image: id, rect }),
  rejections: v.object({ id, image: id, class: id, rect, run: text }),
}
/** What of a picture is seen: `DisplaySetting`. */
export const display = v.object({
  channels: v.pipe(
    v.array(
      v.object({
        channel: v.pipe(id, v.maxValue(63)),
        color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
        min: finite,
        max: finite,
      }),
    ),
    v.maxLength(16),
    v.readonly(),
  ),
})
const geo = v.object({
  affine: v.pipe(v.tuple([finite, finite, finite, finite, finite, finite]), v.readonly()),
  epsg: v.optional(id),
  name: v.optional(text),
  degrees: v.boolean(),
  metres: v.optional(v.pipe(finite, v.gtValue(0))),
})
const side = v.pipe(finite, v.gtValue(0))
/** What a full-size pixel covers: `PixelSize`. */
export const pixelSize = v.object({
  x: side,
  y: side,
  unit: v.picklist(Object.keys(lengthUnits) as LengthUnit[]),
})

export const image = v.object({
  id,
  name: text,
  path: text,
  sha256: text,
  stamp: v.optional(v.object({ size: finite, modified: finite })),
  width: id,
  height: id,
  levels: id,
  tileSize: id,
  geo: v.optional(geo),
  pixelSize: v.optional(pixelSize),
  channels: v.optional(v.pipe(v.array(text), v.readonly())),
  display: v.optional(display),
  unprepared: v.optional(v.boolean()),
})
export const change = <const T extends string, S extends v.GenericSchema>(table: T, row: S) =>
  v.object({ table: v.literal(table), before: v.nullable(row), after: v.nullable(row) })
export const edit = v.object({
  label: text,
  changes: v.pipe(
    v.array(
      v.variant('table', [
        change('images', image),
        change('classes', tables.classes),
        change('objects', tables.objects),
        change('checked', tables.checked),
        change('rejections', tables.rejections),
      ]),
    ),
    v.readonly(),
  ),
})

/** What undo or redo did; of a step with very many rows the images to load again instead of their changes. */
export const step = v.object({ ...edit.entries, reload: v.optional(v.pipe(v.array(id), v.readonly())) })
export const record = (value: unknown) => typeof value === 'object' && value !== null
export const nothing = v.undefined()
export const done = v.void()
export const floats = v.custom<Float32Array>((value) => value instanceof Float32Array)
export const counts = v.custom<Uint32Array>((value) => value instanceof Uint32Array)
export const octets = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
