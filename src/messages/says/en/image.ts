import { counted } from '../../plural'
import type { Shown } from '../../shown'

export const image = {
  preparingTheImage: 'Preparing the image',
  fileChangedWhileItWas: (file: Shown) => `"${file}" changed while it was read: import it again.`,
  aFolder: 'a folder',
  oldColors: (name: Shown, more: number) =>
    more === 0
      ? `"${name}" shows colours that a former version made of its colour profile or inks, unlike the file's own: import it again, its labels stay.`
      : `"${name}" and ${counted(more, 'more image')} show colours that a former version made of their colour profiles or inks, unlike the files' own: import them again, their labels stay.`,
  pathIsNotADeep: (path: Shown) =>
    `"${path}" is not a Deep Zoom picture that can be read: choose another file.`,
  itHasAnotherSizeThan: 'it has another size than the picture says',
  itIsLargerThanThe: 'it is larger than the picture says',
  fileIsAFolderChoose: (file: Shown) => `"${file}" is a folder: choose the pictures in it.`,
  fileIsNoFileBut: (file: Shown) => `"${file}" is no file but a device or a pipe: choose a picture.`,
  fileIsEmpty0Bytes: (file: Shown) => `"${file}" is empty (0 bytes): copy it again from where it came.`,
  saveItWithLzwOr: 'save it with LZW or Deflate compression (gdal_translate -co COMPRESS=DEFLATE IN OUT)',
  saveItAnewAsAn: 'save it anew as an 8-bit or 16-bit TIFF',
  fileHasProblemWhichCannot: (file: Shown, problem: Shown, way: Shown) =>
    `"${file}" has ${problem}, which cannot be read: ${way}.`,
  fileIsADamagedSignature: (file: Shown, signature: Shown) =>
    `"${file}" is a damaged ${signature} file: copy it again from where it came.`,
  fileHasCmykColoursWith: (file: Shown, channels: Shown, depth: Shown) =>
    `"${file}" has CMYK colours with ${channels} channels of ${depth}: save it anew as an 8-bit RGB picture.`,
  nameIsMovingTheFirst: (name: Shown, pages: Shown) =>
    `"${name}" is moving: the first of its ${pages} pictures is taken.`,
  nameHoldsPicturesPicturesThe: (name: Shown, pictures: Shown) =>
    `"${name}" holds ${pictures} pictures: the first is taken.`,
  nameHasAGainMap: (name: Shown) =>
    `"${name}" has a gain map for screens of high dynamic range (Ultra HDR): its picture is taken without it, as other screens show it.`,
  nameHasCmykColoursThey: (name: Shown) =>
    `"${name}" has CMYK colours: they become red, green and blue by the plain formula, without a profile.`,
  nameHasTheColourProfile: (name: Shown, profile: Shown) =>
    `"${name}" has the colour profile "${profile}": its numbers are taken as they are, not converted to sRGB.`,
  thereIsNoFileFile: (file: Shown) =>
    `There is no file "${file}": it was moved or deleted; put it back or choose another.`,
  fileMayNotBeRead: (file: Shown) =>
    `"${file}" may not be read: change its permissions or choose another file.`,
  fileIsDamagedOrCut: (file: Shown) =>
    `"${file}" is damaged or cut off in the middle: copy it again from where it came.`,
  fileIsNotAPicture: (file: Shown) =>
    `"${file}" is not a picture that can be read: choose a JPEG, PNG, TIFF or WebP file.`,
  fileCannotBeDecodedText: (file: Shown, text: Shown) =>
    `"${file}" cannot be decoded (${text}): save it anew from the program it came from.`,
  theFolderFileCannotBe: (file: Shown) =>
    `The folder "${file}" cannot be written to: change its permissions, or move the project.`,
  preparingFile: (file: Shown) => `Preparing ${file}`,
  thisPartOfPathIs: (path: Shown) => `This part of "${path}" is still being prepared: wait a moment.`,
  pathHasNoTileColumn: (path: Shown, column: Shown, row: Shown, level: Shown) =>
    `"${path}" has no tile ${column}, ${row} on level ${level}.`,
  channelI: (i: Shown) => `Channel ${i}`,
  pathIsNotPreparedFor: (path: Shown) =>
    `"${path}" is not prepared for viewing yet: wait, or import it again.`,
  pathIsDamagedImportIts: (path: Shown) => `"${path}" is damaged: import its image again.`,
  pathIsWidthHeightPixels: (
    path: Shown,
    width: Shown,
    height: Shown,
    imageWidth: Shown,
    imageHeight: Shown,
  ) =>
    `"${path}" is ${width} × ${height} pixels now and was ${imageWidth} × ${imageHeight} when it was imported: put the old file back, or import this one as a new image.`,
  thePictureEndedBeforeIts: 'The picture ended before its last row: copy it again from where it came.',
  thePictureHasSamplesOf: 'The picture has samples of an unknown kind.',
  pathHasChangedSinceIt: (path: Shown) =>
    `"${path}" has changed since it was imported, so its labels may lie elsewhere: put the old file back, or import this one as a new image.`,
  addressCannotBeRead: (address: Shown, why: Shown) =>
    `"${address}" cannot be read (${why}): check that the file server there runs and answers range requests, and that --paths names its folder.`,
  itAnswersNoRanges: 'it does not answer range requests',
  itHasChanged: 'the file changed while it was read',
  itIsAskedForTooMuch: (bytes: Shown) => `${bytes} bytes at once are too many`,
  pathIsDecodedWhole: (path: Shown) =>
    `"${path}" is decoded whole, so it cannot be read by ranges: leave its folder in --paths as one that all see, or make it a tiled TIFF.`,
  preparing: 'Preparing',
  grey: 'Grey',
  red: 'Red',
  green: 'Green',
  blue: 'Blue',
}
