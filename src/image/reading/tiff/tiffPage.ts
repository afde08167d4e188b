/** Where the tiles or strips of a page lie. */
export interface SegmentTable {
  /** Byte position and length of each, row by row; plane after plane where planes are separate. */
  readonly offsets: Float64Array
  readonly byteCounts: Float64Array
}

/** One page of a TIFF. */
export interface TiffPage {
  readonly width: number
  readonly height: number
  /** A smaller copy of another page, or a mask (TIFF 6.0, page 36). */
  readonly reduced: boolean
  readonly bits: number
  readonly littleEndian: boolean
  /** 1 whole numbers without a sign, 2 with, 3 floating point */
  readonly sampleFormat: number
  readonly samples: number
  readonly planar: number
  readonly compression: number
  readonly photometric: number
  readonly predictor: number
  /** 2: the lowest bit of each byte comes first */
  readonly fillOrder: number
  /** Red of all values, then green, then blue: of 16 bits. */
  readonly colorMap: readonly number[] | undefined
  /** The value that stands for none; NaN is none always. */
  readonly noData: number | undefined
  /** Additional compression of LERC: 0 none, 1 Deflate, 2 Zstandard */
  readonly lerc: number
  /** It has a colour profile. */
  readonly profile: boolean
  /** A slide of Hamamatsu, whose tiles no TIFF reader finds. */
  readonly ndpi: boolean
  /** A raw picture of a camera (DNG). */
  readonly raw: boolean
  readonly orientation: number
  /** What the samples beyond the colours are; 1 and 2: opacity. */
  readonly extraSamples: readonly number[]
  readonly tiled: boolean
  /** Size of a tile, or of a strip. */
  readonly segmentWidth: number
  readonly segmentHeight: number
  readonly jpegTables: Uint8Array | undefined
  readonly description: string
  readonly software: string
  readonly resolution: Resolution
  readonly geo: GeoTags | undefined
  /** Directories that hang below this one: levels in an OME-TIFF. */
  readonly subPages: readonly TiffPage[]
  /** Read when first asked for: a stack of pages has many. */
  table(): Promise<SegmentTable>
}

/** Pixels along each side of a unit: 1 none that is named, 2 an inch, 3 a centimetre. 0 where the file does not tell. */
export interface Resolution {
  readonly x: number
  readonly y: number
  readonly unit: number
}

/** A GeoTIFF's tags as they stand in the file. */
export interface GeoTags {
  readonly pixelScale: readonly number[]
  readonly tiepoints: readonly number[]
  readonly transformation: readonly number[]
  readonly keys: readonly number[]
  readonly doubles: readonly number[]
  readonly text: string
}
