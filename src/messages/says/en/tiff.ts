import type { Shown } from '../../shown'

export const tiff = {
  aTileHasAnotherSize: 'a tile has another size than its page says',
  channelsOfDifferentDepth: 'channels of different depth',
  complexNumbersAsSamples: 'complex numbers as samples',
  samplesOfBitsBits: (bits: Shown) => `samples of ${bits} bits`,
  aPaletteOfBitsBits: (bits: Shown) => `a palette of ${bits} bits`,
  predictorPredictorWithBitsBits: (predictor: Shown, bits: Shown) =>
    `predictor ${predictor} with ${bits} bits`,
  itHasNoTiffHeader: 'it has no TIFF header',
  itEndsInItsHeader: 'it ends in its header',
  itHasNoDirectory: 'it has no directory',
  itsDirectoriesRunInA: 'its directories run in a circle',
  aDirectoryIsDamaged: 'a directory is damaged',
  itsListOfTilesIs: 'its list of tiles is damaged',
  aDirectoryPointsBeyondThe: 'a directory points beyond the end of the file',
  itBecameShorterWhileIt: 'it became shorter while it was read',
  pathIsADamagedTiff: (path: Shown, what: Shown) =>
    `"${path}" is a damaged TIFF file (${what}): copy it again from where it came.`,
  aTileIsNoJpeg: 'a tile is no JPEG of its size',
  pathHasNoTileColumn: (path: Shown, column: Shown, row: Shown) => `"${path}" has no tile ${column}, ${row}.`,
  aTileIsSmallerThan: 'a tile is smaller than its page says',
  itBecameShorter: 'it became shorter',
  aTileLiesBeyondThe: 'a tile lies beyond the end of the file',
  pathIsARawFile: (path: Shown) =>
    `"${path}" is a raw file of a camera: save it as TIFF or JPEG with the camera's program, and import that.`,
  nameIsOneOfA: (name: Shown) =>
    `"${name}" is one of a set of files under another name: its own pages are taken.`,
  nameDoesNotHoldParts: (name: Shown, parts: Shown) =>
    `"${name}" does not hold ${parts}: choose another, or the file that holds it.`,
  inFile: (file: Shown) => ` (in ${file})`,
  nameDoesNotHoldAll: (name: Shown, elsewhere: Shown) =>
    `"${name}" does not hold all of its channels: without ${elsewhere}.`,
  nameSaysThatItHolds: (name: Shown, images: Shown, pages: Shown) =>
    `"${name}" says that it holds ${images} pictures, and lists ${pages}: the others are not read.`,
  ccittFax: 'CCITT fax',
  oldStyleJpeg: 'old-style JPEG',
  lossyJpegOfARaw: 'lossy JPEG of a raw picture',
  namesCompression: (names: Shown) => `${names} compression`,
  compressionCompression: (compression: Shown) => `compression ${compression}`,
  samplesChannels: (samples: Shown) => `${samples} channels`,
  aPaletteThatDoesNot: 'a palette that does not fit it',
  ycbCrColoursWithoutJpeg: 'YCbCr colours without JPEG',
  lercOfAnUnknownKind: 'LERC of an unknown kind',
  jpegOrWebPWith: (samples: Shown, bits: Shown) => `JPEG or WebP with ${samples} channels of ${bits} bits`,
  tilesOfMoreThan128: 'tiles of more than 128 MB',
  aMaskInPlaceOf: 'a mask in place of a picture',
  cmykColours: 'CMYK colours',
  cieLabColours: 'CIE Lab colours',
  iccLabColours: 'ICC Lab colours',
  ituLabColours: 'ITU Lab colours',
  rawCameraData: 'raw camera data',
  logLValues: 'LogL values',
  logLuvColours: 'LogLuv colours',
  photometricInterpretationPhotometric: (photometric: Shown) => `photometric interpretation ${photometric}`,
  aTileIsCutOff: 'a tile is cut off',
  aTileHasChannelsChannels: (channels: Shown, channels2: Shown) =>
    `a tile has ${channels} channels in place of ${channels2}`,
  aPartOfPathIs: (path: Shown, reason: Shown) =>
    `A part of "${path}" is damaged (${reason}): copy it again from where it came.`,
  aTileHoldsMoreThan: 'a tile holds more than its page says',
  aTileIsNoZstandard: 'a tile is no Zstandard frame',
  aTileNeedsTooMuch: 'a tile needs too much memory',
  aTileIsNoJpeg2000: 'a tile is no JPEG 2000',
  aTileIsDamagedJpeg2000: 'a tile of JPEG 2000 is damaged',
  aTileHasAnotherDepth: 'a tile has samples of another depth than its page says',
  jpeg2000With: (samples: Shown, bits: Shown) => `JPEG 2000 with ${samples} channels of ${bits} bits`,
}
