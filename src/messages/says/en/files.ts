import type { Shown } from '../../shown'

export const files = {
  wrongIsNoNameOf: (wrong: Shown, root: Shown) =>
    `"${wrong}" is no name of a file in "${root}": choose another.`,
  thereIsNoRoomFor: (file: Shown) =>
    `There is no room for "${file}": the disk is full or allows no larger file; free some space and try again.`,
  fileCannotBeWrittenAllow: (file: Shown) =>
    `"${file}" cannot be written: allow writing in its folder, or choose another place.`,
  fileIsAFolderName: (file: Shown) => `"${file}" is a folder: name a file, or move the folder away.`,
  fileCannotBeWrittenIts: (file: Shown) =>
    `"${file}" cannot be written: its folder is not there; choose another place.`,
  fileCannotBeWrittenA: (file: Shown) =>
    `"${file}" cannot be written: a link or another file is in its place; remove that.`,
  fileCannotBeWrittenThe: (file: Shown) =>
    `"${file}" cannot be written: the name is too long; choose a shorter one.`,
  fileCannotBeWrittenTheDisk: (file: Shown) =>
    `"${file}" cannot be written: the disk does not answer; check that it is there.`,
  aFolder: 'a folder',
  itIsCutOffOr: 'it is cut off or no JSON',
  isMissing: 'is missing',
  isNotAsItMust: (message: Shown) => `is not as it must be: ${message}`,
  aDeviceOrAFolder: 'a device or a folder',
  thereIsNoFilePath: (path: Shown) => `There is no file "${path}": put it back or choose another.`,
  pathMayNotBeRead: (path: Shown) => `"${path}" may not be read: change its permissions.`,
  pathCannotBeReadUnknown: (path: Shown, unknown: Shown) =>
    `"${path}" cannot be read (${unknown}): check its disk.`,
  unknown: 'unknown',
  pathIsALinkTo: (path: Shown) =>
    `"${path}" is a link to another place, which a project must not hold: put what it leads to in its place.`,
  aDeviceOrAPipe: 'a device or a pipe',
  pathIsNoFileBut: (path: Shown, what: Shown) =>
    `"${path}" is no file but ${what}: remove it or put the file in its place.`,
  pathIsSizeBytesLong: (path: Shown, size: Shown, limit: Shown) =>
    `"${path}" is ${size} bytes long and may be ${limit} at most: it is damaged or not what its name says.`,
  pathIsDamagedWhatRestore: (path: Shown, what: Shown) =>
    `"${path}" is damaged (${what}): restore it from a copy.`,
  whatNeedsBytesAndThe: (what: Shown, bytes: Shown, path: Shown, free: Shown) =>
    `${what} needs ${bytes} and the disk of "${path}" has ${free} free: make room or choose another place.`,
  theFileWouldTakeValue: (value: Shown) =>
    `The file would take ${value} bytes, and a ZIP can hold 4 GB at most.`,
  pathIsNoFileThat: (path: Shown, what: Shown) =>
    `"${path}" is no file that can be read (${what}): have it sent again.`,
  nameInItIsNo: (name: Shown) => `"${name}" in it is no plain name of a file`,
  nameIsInItTwice: (name: Shown) => `${name} is in it twice`,
  nameInItSaysSize: (name: Shown, size: Shown, limit: Shown) =>
    `${name} in it says ${size} bytes, and ${limit} are allowed`,
  itIsNoZipOr: 'it is no ZIP, or is cut off',
  itHoldsCountFiles: (count: Shown) => `it holds ${count} files`,
  itsDirectoryLiesBeyondIts: 'its directory lies beyond its end',
  itsDirectoryIsDamaged: 'its directory is damaged',
  itIsEncrypted: 'it is encrypted',
  itIsPackedInAn: 'it is packed in an unusual way',
  nameIsNotWhereIts: (name: Shown) => `${name} is not where its directory says`,
  nameIsCutOff: (name: Shown) => `${name} is cut off`,
  nameCannotBeUnpacked: (name: Shown) => `${name} cannot be unpacked`,
  nameIsNotWhatWas: (name: Shown) => `${name} is not what was written`,
}
