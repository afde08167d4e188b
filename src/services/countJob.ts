import type { PixelSize } from '../geometry/pixelSize'
import type { Rect } from '../geometry/rect'
import type { FieldSample } from '../tiles/fieldSample'
import type { AskedThreshold } from '../found/threshold'
import type { SeenGround } from '../tiles/learnedGround'
import type { PackedMarks } from './marks'

export interface CountJob {
  readonly run: string
  readonly images: readonly {
    readonly prediction: string
    readonly marks: PackedMarks
    readonly name: string
    readonly width: number
    readonly height: number
    readonly pixelSize?: PixelSize | undefined
    readonly seen?: readonly SeenGround[] | undefined
    readonly sample?: FieldSample | undefined
    /** Where objects are counted; absent: the image only tells how right the run is. */
    readonly region?: Rect | undefined
  }[]
  /** Whether each image is counted for itself, too. */
  readonly each?: boolean | undefined
  readonly classes: readonly { readonly id: number; readonly name: string }[]
  readonly classIds?: readonly (number | null)[] | undefined
  /** Absent: the one that the first prediction states. */
  readonly threshold?: AskedThreshold | undefined
}
