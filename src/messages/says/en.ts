import { files } from './en/files'
import { foreignPictures } from './en/foreignPictures'
import { hdf5 } from './en/hdf5'
import { image } from './en/image'
import { tiff } from './en/tiff'

/** English: what the keys and their parameters are. */
export const en = {
  files,
  foreignPictures,
  hdf5,
  image,
  tiff,
}
