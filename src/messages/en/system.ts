import type { Shown } from '../shown'

export const system = {
  aFile: 'A file',
  theDiskIsFullFile: (file: Shown) => `The disk is full${file}; make room and try again.`,
  thereIsNoRoomFor: (file: Shown) => `: there is no room for ${file}`,
  fileCannotBeReadOr: (file: Shown) =>
    `${file} cannot be read or written: change its permissions, or choose another place.`,
  fileIsAFolderWhere: (file: Shown) => `${file} is a folder where a file must be: move the folder away.`,
  fileIsNoLongerThere: (file: Shown) => `${file} is no longer there: put it back, or choose another.`,
  tooManyFilesAreOpen: 'Too many files are open: close other programs and try again.',
  fileCannotBeReachedCheck: (file: Shown) => `${file} cannot be reached: check that its disk is there.`,
  cancelled: 'Cancelled.',
}
