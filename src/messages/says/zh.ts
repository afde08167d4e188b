import { files } from './zh/files'
import { foreignPictures } from './zh/foreignPictures'
import { hdf5 } from './zh/hdf5'
import { image } from './zh/image'
import { tiff } from './zh/tiff'
import type { Says } from './says'

/** Simplified Chinese: a sentence that is missing does not compile. */
export const zh: Says = {
  files,
  foreignPictures,
  hdf5,
  image,
  tiff,
}
