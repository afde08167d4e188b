import * as v from 'valibot'
import { isPlainName } from '../files/plainName'

// Tiles go past main: a MessagePort between the window and the data process (main only hands it over, as a window
// message {type: 'tiles-port'} with the port). One request, one reply, any order; a request can be cancelled.

const id = v.pipe(v.number(), v.integer(), v.minValue(0))
const octets = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
/** The name of a run's folder. */
const run = v.pipe(v.string(), v.check(isPlainName, 'no name of a run'))
const finite = v.pipe(v.number(), v.finite())

export const tileRequest = v.variant('kind', [
  /** Encoded tile of an image's pyramid, as it lies on the disk. */
  v.object({ kind: v.literal('image'), id, image: id, level: id, column: id, row: id }),
  /** Heat map tile: u8 [tileSize, tileSize], zero beyond the border, level and stride as in PredictionInfo.heat; `of` a class. */
  v.object({
    kind: v.literal('heat'),
    id,
    image: id,
    run,
    level: id,
    column: id,
    row: id,
    of: v.optional(id),
  }),
  /** A JPEG of a region of an image, scaled to fit size × size: for lists of objects and detections. */
  v.object({
    kind: v.literal('crop'),
    id,
    image: id,
    x: finite,
    y: finite,
    w: finite,
    h: finite,
    size: v.pipe(id, v.minValue(8), v.maxValue(2048)),
  }),
  /** A PNG of tile `index` of the project's dataset; with its mask laid over it where `mask` is true. */
  v.object({ kind: v.literal('dataset'), id, index: id, mask: v.boolean() }),
  v.object({ kind: v.literal('cancel'), id }),
])
export type TileRequest = v.InferOutput<typeof tileRequest>

export const tileReply = v.variant('kind', [
  v.object({
    kind: v.literal('bytes'),
    id,
    type: v.picklist(['image/jpeg', 'image/png', 'u8']),
    bytes: octets,
  }),
  /** `pending`: the tile is still being made; ask again in a while. */
  v.object({ kind: v.literal('error'), id, message: v.string(), pending: v.optional(v.boolean()) }),
])
export type TileReply = v.InferOutput<typeof tileReply>
