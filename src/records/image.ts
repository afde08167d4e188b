import * as v from 'valibot'
import { lengthUnits, type LengthUnit, type PixelSize } from '../geometry/pixelSize'
import type { GeoReference } from '../geometry/georeference'
import { encodeExtra, sound, storedId, storedNumber, type RecordKind } from './row'
import { color, finite, id, text } from './values'

/** One channel as it is seen: black at `min` and below, its full colour at `max` and above. */
const channel = v.object({ channel: v.pipe(id, v.maxValue(63)), color, min: finite, max: finite })
/** Stains that a picture of colours can be seen by, one at a time; see src/image/showing/stains.ts. */
export const stainNames = ['haematoxylin', 'eosin', 'dab', 'methyleneBlue', 'giemsaEosin'] as const
export type StainName = (typeof stainNames)[number]

/** What of a picture is seen, and so what a dataset gets. The colours of the channels are added up. */
export const display = v.object({
  channels: v.pipe(v.array(channel), v.maxLength(16), v.readonly()),
  stain: v.optional(v.picklist(stainNames)),
})

export type ChannelSetting = Readonly<v.InferOutput<typeof channel>>
export type DisplaySetting = Readonly<v.InferOutput<typeof display>>

/** What a file looked like when it was imported: bytes, and when it was last written (milliseconds since 1970). */
const stamp = v.object({ size: finite, modified: finite })
export type FileStamp = Readonly<v.InferOutput<typeof stamp>>

const positive = v.pipe(finite, v.gtValue(0))
const geo = v.object({
  affine: v.pipe(v.tuple([finite, finite, finite, finite, finite, finite]), v.readonly()),
  epsg: v.optional(id),
  name: v.optional(text),
  degrees: v.boolean(),
  metres: v.optional(positive),
}) satisfies v.GenericSchema<unknown, GeoReference>

/** What a full-size pixel covers. */
export const pixelSize = v.object({
  x: positive,
  y: positive,
  unit: v.picklist(Object.keys(lengthUnits) as LengthUnit[]),
}) satisfies v.GenericSchema<unknown, PixelSize>

const partNumber = v.optional(v.pipe(id, v.minValue(1)))
/** Of a file that holds several pictures, for each axis a number from 1 on: which one is meant, or how many there are. */
export const picturePart = v.object({ series: partNumber, page: partNumber, z: partNumber, time: partNumber })
export type PicturePart = Readonly<v.InferOutput<typeof picturePart>>

export const imageProperty = v.object({ name: text, value: text })
export type ImageProperty = Readonly<v.InferOutput<typeof imageProperty>>
export const properties = v.pipe(v.array(imageProperty), v.maxLength(50), v.readonly())

/** "staining: Giemsa; section: 4" */
export const propertiesText = ({
  properties: said = [],
}: {
  readonly properties?: readonly ImageProperty[] | undefined
}) => said.map(({ name, value }) => `${name}: ${value}`).join('; ')

const schema = v.object({
  id,
  name: text,
  /** The original file, never changed by us. */
  path: text,
  sha256: text,
  /** The original file when it was imported. */
  stamp: v.optional(stamp),
  width: id,
  height: id,
  /** Levels of the pyramid and the side of its square tiles. */
  levels: id,
  tileSize: id,
  /** Where it lies on a map. */
  geo: v.optional(geo),
  /** What one of its pixels covers, by its file or by a person. */
  pixelSize: v.optional(pixelSize),
  /** Which part of its file it is, and of how many, where that holds several. */
  part: v.optional(picturePart),
  parts: v.optional(picturePart),
  /** Names of the channels to choose from, where the samples are no colours. */
  channels: v.optional(v.pipe(v.array(text), v.readonly())),
  /** What of it is seen, and so what datasets and predictions get; colours are seen as they are without one. */
  display: v.optional(display),
  /** By which rules its pyramid has its colours, where there have been others: those of today have a number. */
  colorRules: v.optional(id),
  /** What a person says of it: in words, and by name, as "staining: Giemsa". */
  notes: v.optional(text),
  properties: v.optional(properties),
  /** Its pyramid is not whole, or its checksum not known. */
  unprepared: v.optional(v.boolean()),
})

export type ImageRecord = Readonly<v.InferOutput<typeof schema>>

const stored = v.looseObject({
  ...schema.entries,
  id: storedId,
  width: storedNumber(1, 2 ** 31),
  height: storedNumber(1, 2 ** 31),
  levels: storedNumber(1, 32),
  tileSize: storedNumber(16, 4096),
})

export const images: RecordKind<typeof schema> = {
  schema,
  columns: ['name', 'path', 'sha256', 'width', 'height', 'levels', 'tileSize', 'extra'],
  encode: ({ id: _, name, path, sha256, width, height, levels, tileSize, ...rest }) => [
    name,
    path,
    sha256,
    width,
    height,
    levels,
    tileSize,
    encodeExtra(rest),
  ],
  decode: (row) => sound('image', stored, row),
}
