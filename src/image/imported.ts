import type { DisplaySetting, FileStamp, PicturePart } from '../records/image'
import type { GeoReference } from '../geometry/georeference'
import type { PixelSize } from '../geometry/pixelSize'

/** What is known of a picture at once. */
export interface ImportedPicture {
  readonly width: number
  readonly height: number
  readonly levels: number
  readonly tileSize: number
  /** Empty until it is known: `prepareImage` finds it. */
  readonly sha256: string
  /** Its file when it was imported. */
  readonly stamp: FileStamp
  readonly geo?: GeoReference | undefined
  /** What one of its pixels covers, where the file tells. */
  readonly pixelSize?: PixelSize | undefined
  readonly display?: DisplaySetting | undefined
  /** Which part of its file it is, and of how many, where that holds several. */
  readonly part?: PicturePart | undefined
  readonly parts?: PicturePart | undefined
  /** Names of the channels that can be chosen. */
  readonly channels?: readonly string[] | undefined
  /** By which rules it has its colours, where there have been others. */
  readonly colorRules?: number | undefined
  /** `prepareImage` is to be called: levels must be built, or the checksum is not known yet. */
  readonly unprepared?: boolean | undefined
}

export interface PreparedPicture {
  readonly sha256: string
  /** How a picture of more than colours is seen at first. */
  readonly display?: DisplaySetting | undefined
}
