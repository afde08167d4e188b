import type { Shown } from '../../shown'

export const hdf5 = {
  pathCouldNotBeWritten: (path: Shown, text: Shown) =>
    `"${path}" could not be written (${text}): check the disk and try again.`,
  pathNamesOther: (path: Shown, other: Shown) => `"${path}" names "${other}"`,
  pathIsDamagedOrCut: (path: Shown) => `"${path}" is damaged or cut off: build or copy it again.`,
  pathIsNotAnHdf5: (path: Shown) => `"${path}" is not an HDF5 file: choose a dataset that "build" wrote.`,
  fileHasNoDatasetName: (file: Shown, name: Shown, dimensions: Shown) =>
    `"${file}" has no dataset "${name}" of ${dimensions} dimensions: it is not a Windhover dataset.`,
  fileIsDamagedPathClaims: (file: Shown, path: Shown, claimed: Shown, there: Shown) =>
    `"${file}" is damaged (${path} claims ${claimed} bytes, and the file has ${there}): build or copy it again.`,
  itsDatasetPathIsMade: (path: Shown, file_name: Shown) => `its dataset "${path}" is made of "${file_name}"`,
  theDatasetPathHasChunks: (path: Shown, chunk: Shown, largestChunk: Shown) =>
    `The dataset "${path}" has chunks of ${chunk} bytes, and ${largestChunk} are possible: write it anew.`,
  theHdf5FileTakesData: (what: Shown) =>
    `The HDF5 file takes data from another file, which is not read (${what}): copy the data into it.`,
}
