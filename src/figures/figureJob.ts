import type { AskedThreshold } from '../found/threshold'
import type { PixelSize } from '../geometry/pixelSize'
import type { Rect } from '../geometry/rect'
import type { DisplaySetting, PicturePart } from '../records/image'
import type { Shape } from '../records/shape'

export const figureEndings = ['png', 'svg', 'tif', 'tiff'] as const
export const figureContents = ['objects', 'detections', 'both'] as const
export type FigureContent = (typeof figureContents)[number]

/** A picture with the files that its levels lie in. */
export interface FigurePicture {
  readonly path: string
  readonly pyramid: string
  readonly part?: PicturePart | undefined
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  readonly display?: DisplaySetting | undefined
  readonly pixelSize?: PixelSize | undefined
}

export interface FigureClass {
  readonly id: number
  readonly name: string
  readonly color: string
}

/** A prediction file, the run's classes, and from which score on a detection counts (absent: as the file states it). */
export interface FoundSource {
  readonly path: string
  readonly classIds?: readonly (number | null)[] | undefined
  readonly threshold?: AskedThreshold | undefined
}

export interface FigureJob {
  readonly picture: FigurePicture
  /** Full-size pixels, inside of the picture. */
  readonly region: Rect
  /** Its ending says the kind of file. */
  readonly out: string
  readonly dpi: number
  /** Of the picture in print, in mm. */
  readonly width?: number | undefined
  readonly classes: readonly FigureClass[]
  /** Classes are numbers into `classes`. */
  readonly marked?: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] } | undefined
  readonly found?: FoundSource | undefined
  readonly legend: boolean
  readonly scaleBar: boolean
}

export interface FigureResult {
  readonly out: string
  readonly region: Rect
  /** Pixels of the file. */
  readonly width: number
  readonly height: number
  readonly dpi: number
  /** The level of the pyramid that it was drawn from. */
  readonly level: number
  readonly objects: number
  readonly detections: number
  /** What stands over the scale bar. */
  readonly scaleBar: string | null
}
