import type { hdf5 as en } from '../en/hdf5'

export const hdf5: typeof en = {
  pathCouldNotBeWritten: (path, text) => `无法写入“${path}”（${text}）：请检查磁盘后重试。`,
  pathNamesOther: (path, other) => `“${path}”引用了“${other}”`,
  pathIsDamagedOrCut: (path) => `“${path}”已损坏或不完整：请重新生成或复制。`,
  pathIsNotAnHdf5: (path) => `“${path}”不是 HDF5 文件：请选择由“build”写入的数据集。`,
  fileHasNoDatasetName: (file, name, dimensions) =>
    `“${file}”没有 ${dimensions} 维的数据集“${name}”：它不是 Windhover 数据集。`,
  fileIsDamagedPathClaims: (file, path, claimed, there) =>
    `“${file}”已损坏（${path} 标明为 ${claimed} 字节，而文件只有 ${there} 字节）：请重新生成或复制。`,
  itsDatasetPathIsMade: (path, file_name) => `其数据集“${path}”由“${file_name}”组成`,
  theDatasetPathHasChunks: (path, chunk, largestChunk) =>
    `数据集“${path}”的分块为 ${chunk} 字节，最多允许 ${largestChunk} 字节：请重新写入。`,
  theHdf5FileTakesData: (what) =>
    `该 HDF5 文件引用了另一个文件中的数据，不会读取（${what}）：请把数据复制到文件中。`,
}
