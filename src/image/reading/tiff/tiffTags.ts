/**
 * Tags of a TIFF directory that we read or write (TIFF 6.0; Technical Notes 1 and 2; GeoTIFF 1.1, chapter 7; noData and
 * lercParameters as GDAL writes them; dngVersion: DNG 1.7).
 */
export const tags = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  xResolution: 282,
  yResolution: 283,
  resolutionUnit: 296,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planar: 284,
  software: 305,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subPages: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  subsampling: 530,
  noData: 42113,
  lercParameters: 50674,
  dngVersion: 50706,
  /** Of Hamamatsu's slides. */
  ndpi: 65420,
  pixelScale: 33550,
  tiepoints: 33922,
  transformation: 34264,
  profile: 34675,
  geoKeys: 34735,
  geoDoubles: 34736,
  geoText: 34737,
} as const

export const compressions = {
  none: 1,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  packbits: 32773,
  oldDeflate: 32946,
  lerc: 34887,
  jpeg2000: 34712,
  /** Of Aperio's slides: of luma and chroma, lossy, of colours. */
  aperioJpeg2000Ycc: 33003,
  aperioJpeg2000Lossy: 33004,
  aperioJpeg2000Rgb: 33005,
  zstd: 50000,
  webp: 50001,
} as const
export const photometrics = { white: 0, black: 1, rgb: 2, palette: 3, ycbcr: 6 } as const
export const sampleFormats = { whole: 1, signed: 2, real: 3, unknown: 4 } as const
/** What ExtraSamples says of opacity. */
export const opacities = { premultiplied: 1, separate: 2 } as const
export const planars = { chunky: 1, separate: 2 } as const

/** TIFF field types: bytes of one value, and how it is read (TIFF 6.0, page 15; 16 to 18 are BigTIFF's). */
export const fieldTypes: Readonly<
  Record<number, { readonly size: number; readonly kind: 'whole' | 'signed' | 'real' | 'fraction' }>
> = {
  1: { size: 1, kind: 'whole' },
  2: { size: 1, kind: 'whole' },
  3: { size: 2, kind: 'whole' },
  4: { size: 4, kind: 'whole' },
  5: { size: 8, kind: 'fraction' },
  6: { size: 1, kind: 'signed' },
  7: { size: 1, kind: 'whole' },
  8: { size: 2, kind: 'signed' },
  9: { size: 4, kind: 'signed' },
  11: { size: 4, kind: 'real' },
  12: { size: 8, kind: 'real' },
  13: { size: 4, kind: 'whole' },
  16: { size: 8, kind: 'whole' },
  17: { size: 8, kind: 'signed' },
  18: { size: 8, kind: 'whole' },
}
