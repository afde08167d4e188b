import type { FigureClass, FigurePicture, FoundSource } from '../figureJob'
import type { InlineJpeg, ReportCrop } from './reportData'

export interface ReportPicturesJob {
  readonly images: readonly {
    readonly name: string
    readonly picture: FigurePicture
    readonly found: FoundSource
  }[]
  readonly classes: readonly FigureClass[]
}

export interface ReportPictures {
  /** Of each image in order: what was found at the threshold, and an overview of the first ones. */
  readonly images: readonly { readonly detections: number; readonly overview?: InlineJpeg | undefined }[]
  readonly highest: readonly ReportCrop[]
  /** The highest as one JPEG in base64; absent where nothing was found. */
  readonly sheet?: string | undefined
  readonly lowest: readonly ReportCrop[]
}
