import type { GeoReference } from '../geometry/georeference'
import type { PixelSize } from '../geometry/pixelSize'
import type { DisplaySetting } from '../image/display'
import type { FileStamp } from '../image/imported'
import type { Rect } from '../geometry/rect'

/** Ids are whole numbers, counted up per table and never used again. */
export type ImageId = number
export type ObjectId = number

/** Classes are numbered by their place in order of id (0-based, as in YOLO); a mask holds number + 1. At most 254. */
export interface ClassRecord {
  readonly id: number
  readonly name: string
  /** `#rrggbb` */
  readonly color: string
  /** Id of the class of which this is a kind ("car" of "vehicle"). */
  readonly parent?: number | undefined
  /** What may be said of an object of this class, beside the class. */
  readonly attributes?: readonly AttributeDefinition[] | undefined
  /** Its place in lists, among those of the same parent; without one after those that have one. */
  readonly position?: number | undefined
}

/** One attribute of a class: free text, or one of some values. */
export interface AttributeDefinition {
  readonly name: string
  readonly values?: readonly string[] | undefined
}

export type Shape =
  | { readonly kind: 'box'; readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  /**
   * x0, y0, x1, y1, … of one closed ring, at least three corners; `rings` are further ones, filled with it by the
   * even–odd rule: a ring inside another is a hole, one beside it an island.
   */
  | {
      readonly kind: 'polygon'
      readonly points: readonly number[]
      readonly rings?: readonly (readonly number[])[] | undefined
    }
  | ({ readonly kind: 'rotatedBox' } & Turned)
  | ({ readonly kind: 'ellipse' } & Turned)
  /** An open line, at least two points; it has no area. */
  | { readonly kind: 'polyline'; readonly points: readonly number[] }

/** A frame of w × h around its centre, turned by `angle` radians, x towards y: clockwise as one sees it. */
export interface Turned {
  readonly cx: number
  readonly cy: number
  readonly w: number
  readonly h: number
  readonly angle: number
}

export type Origin = 'human' | 'import' | 'model'

/** One annotation. */
export interface ObjectRecord {
  readonly id: ObjectId
  readonly image: ImageId
  /** A ClassRecord's id. */
  readonly class: number
  readonly shape: Shape
  readonly origin: Origin
  /** The run's score, for an accepted prediction. */
  readonly score?: number | undefined
  /** Neither moved, reshaped nor deleted until it is unlocked. */
  readonly locked?: boolean | undefined
  /** Attribute name to value; attributes without a value are left out. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** A region a person declares completely annotated: the only source of negatives. */
export interface CheckedArea {
  readonly id: number
  readonly image: ImageId
  readonly rect: Rect
}

/** A prediction that a person rejected: a hard negative. */
export interface Rejection {
  readonly id: number
  readonly image: ImageId
  readonly class: number
  readonly rect: Rect
  readonly run: string
}

export interface ImageRecord {
  readonly id: ImageId
  readonly name: string
  /** The original file, never changed by us. */
  readonly path: string
  readonly sha256: string
  /** The original file when it was imported. */
  readonly stamp?: FileStamp | undefined
  readonly width: number
  readonly height: number
  /** Levels of the pyramid and the side of its square tiles. */
  readonly levels: number
  readonly tileSize: number
  /** Where it lies on a map. */
  readonly geo?: GeoReference | undefined
  /** What one of its pixels covers, by its file or by a person. */
  readonly pixelSize?: PixelSize | undefined
  /** Names of the channels to choose from, where the samples are no colours. */
  readonly channels?: readonly string[] | undefined
  /** What of it is seen, and so what datasets and predictions get; colours are seen as they are without one. */
  readonly display?: DisplaySetting | undefined
  /** Its pyramid is not whole, or its checksum not known. */
  readonly unprepared?: boolean | undefined
}

/** The rows that an edit may touch, by table. */
export interface Tables {
  images: ImageRecord
  classes: ClassRecord
  objects: ObjectRecord
  checked: CheckedArea
  rejections: Rejection
}
export type TableName = keyof Tables

/** Bounding box of a shape; a point has no extent. */
export function bounds(shape: Shape): Rect {
  switch (shape.kind) {
    case 'box':
      return shape
    case 'point':
      return { x: shape.x, y: shape.y, w: 0, h: 0 }
    case 'rotatedBox':
    case 'ellipse':
      return boundsOfTurned(shape, shape.kind === 'ellipse')
    default:
      return boundsOfPoints(shape.points, shape.kind === 'polygon' ? shape.rings : undefined)
  }
}

function boundsOfTurned({ cx, cy, w, h, angle }: Turned, ellipse: boolean): Rect {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const width = ellipse ? Math.hypot(w * cos, h * sin) : w * cos + h * sin
  const height = ellipse ? Math.hypot(w * sin, h * cos) : w * sin + h * cos
  return { x: cx - width / 2, y: cy - height / 2, w: width, h: height }
}

function boundsOfPoints(points: readonly number[], rings: readonly (readonly number[])[] = []): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of [points, ...rings]) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const [x, y] = [ring[i] as number, ring[i + 1] as number]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}
