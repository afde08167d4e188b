import type { CoarseAbout } from './coarse'
import type { Shape } from '../records/records'
import type { Rect } from '../geometry/rect'

/** Detections below this score are not kept: no threshold that anybody sets lies lower. */
export const minScore = 0.05

/** What a run found on an image, as flat arrays sorted by falling score; M detections. */
export interface Detections {
  /** f32 [M, 4]: x, y, w, h in full-size pixels */
  readonly xywh: Float32Array
  /** f32 [M], 0..1 */
  readonly score: Float32Array
  /** u8 [M], class numbers */
  readonly class: Uint8Array
  /** What is inside the boxes, where the model says so (segmentation). */
  readonly outlines?: Outlines | undefined
}

/** One closed ring for each of M detections: corners offset[i] .. offset[i + 1] of `points`. */
export interface Outlines {
  /** u32 [M + 1] */
  readonly offset: Uint32Array
  /** f32 [corners, 2]: x, y in full-size pixels */
  readonly points: Float32Array
}

/** Of a run with more classes, the first so many have heat maps of their own. */
export const maxHeatClasses = 8

/** How many classes of a run have a heat map beside the one of all: none where there is only one. */
export const heatClassesOf = (classNames: readonly string[]): number =>
  classNames.length > 1 ? Math.min(classNames.length, maxHeatClasses) : 0

/** The heat map: u8 (255 = score 1), highest class, stride full-size pixels a cell; level n halves it n times, by maximum. */
export interface HeatMapInfo {
  readonly stride: number
  readonly levels: readonly { readonly width: number; readonly height: number }[]
  readonly tileSize: number
  /** Classes 0 .. classes - 1 of the run have a map of their own as well; absent: none, as in older predictions. */
  readonly classes?: number | undefined
}

interface Size {
  readonly width: number
  readonly height: number
}

/** A class and how sure it is that the image shows it, 0..1. */
export interface ImageClass {
  readonly name: string
  readonly probability: number
}

/** What a prediction file says of itself. */
export interface PredictionInfo {
  readonly run: string
  readonly image: number
  readonly width: number
  readonly height: number
  readonly classNames: readonly string[]
  /** As the run has them: not in the file. */
  readonly classIds?: readonly (number | null)[] | undefined
  readonly threshold: number
  /** By class number, where it is not one for all: then these hold. */
  readonly thresholds?: readonly number[] | undefined
  /** The level that was searched; older predictions lack it. */
  readonly level?: number | undefined
  /** What the image shows as a whole, where the run classifies. */
  readonly classes?: readonly ImageClass[] | undefined
  /** An image may show several classes, or none. */
  readonly several?: boolean | undefined
  /** The key of the search that it was made by; older predictions lack it. */
  readonly search?: string | undefined
  /** Of a search from coarse to fine: not all of the picture was searched closely. */
  readonly coarse?: CoarseAbout | undefined
  readonly heat: HeatMapInfo
}

export function detectionRect(d: Detections, i: number): Rect {
  const at = i * 4
  return { x: d.xywh[at] ?? 0, y: d.xywh[at + 1] ?? 0, w: d.xywh[at + 2] ?? 0, h: d.xywh[at + 3] ?? 0 }
}

/** What detection i covers: its outline where there is one, else its box. */
export function detectionShape(d: Detections, i: number): Shape {
  const [from = 0, to = 0] = d.outlines ? d.outlines.offset.subarray(i, i + 2) : []
  if (!d.outlines || to - from < 3) return { kind: 'box', ...detectionRect(d, i) }
  return { kind: 'polygon', points: Array.from(d.outlines.points.subarray(from * 2, to * 2)) }
}

/** Detections in pixels of a level as those of the image: `scale` times as large, cut off at its border. */
export function enlarge(found: Detections, scale: number, { width, height }: Size): Detections {
  if (scale === 1) return found
  const onImage = (value: number, i: number) => Math.min(value * scale, i % 2 === 0 ? width : height)
  const xywh = new Float32Array(found.xywh.length)
  for (let i = 0; i < xywh.length; i++) {
    const [at, side] = [i - (i % 4), i % 2]
    const [from, length] = [found.xywh[at + side] as number, found.xywh[at + 2 + side] as number]
    const start = onImage(from, i)
    xywh[i] = i % 4 < 2 ? start : onImage(from + length, i) - start
  }
  const { outlines } = found
  return { ...found, xywh, outlines: outlines && { ...outlines, points: outlines.points.map(onImage) } }
}

export function emptyDetections(): Detections {
  return { xywh: new Float32Array(0), score: new Float32Array(0), class: new Uint8Array(0) }
}
