import type { MarkedPoint } from '../coarse/score'
import type { Detections } from '../found/detections'
import type { HeatPart } from '../found/partialHeat'
import type { Rect } from '../geometry/rect'
import type { ImageRecord } from '../records/records'

/** An image with where its pyramid lies. */
export interface LocatedImage extends ImageRecord {
  readonly pyramid: string
}

/** An image that is searched, and where its prediction goes. */
export interface SearchedImage {
  readonly image: LocatedImage
  readonly out: string
  /** The level to search; absent: the one at which objects are seen most clearly. */
  readonly level?: number | undefined
  /** Classify tiles of that level even where the run learned from whole pictures. */
  readonly tiles: boolean
  /** What somebody looks at, in full-size pixels: it is searched first, then outwards. */
  readonly first?: Rect | undefined
}

/** Objects that are marked on an image, as far as a coarse look is judged by them. */
export interface CoarseMarks {
  readonly image: LocatedImage
  /** As in SearchedImage. */
  readonly level: number
  readonly objects: readonly MarkedPoint[]
  /** Full-size pixels. */
  readonly checked: readonly Rect[]
}

/** What a search has found so far in one part of an image: reported by the job `predict`, for images that somebody looks at. */
export interface PartialDetections {
  readonly image: number
  readonly width: number
  readonly height: number
  readonly classNames: readonly string[]
  readonly threshold: number
  readonly thresholds?: readonly number[] | undefined
  /** In full-size pixels, by falling score. */
  readonly detections: Detections
  readonly heat: HeatPart
}

/** What a look at the blocks that others compute came to. */
export interface BlocksSeen {
  /** Of the blocks that need not be looked at again. */
  readonly numbers: readonly number[]
  /** About as many were read, names with them. */
  readonly bytes: number
  /** There may be more than the limit allowed. */
  readonly more: boolean
}
