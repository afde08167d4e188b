/** A part of a picture at one level, for segmentation. */
export interface RgbaRegion {
  /** u8 [height, width, 4], RGBA */
  readonly data: Uint8ClampedArray | Uint8Array
  readonly width: number
  readonly height: number
  /** Where its top-left corner lies, in full-size pixels. */
  readonly x: number
  readonly y: number
  /** Full-size pixels per pixel. */
  readonly step: number
}
