import { files } from './en/files'
import { foreignPictures } from './en/foreignPictures'
import { hdf5 } from './en/hdf5'
import { image } from './en/image'
import { importing } from './en/importing'
import { labelFormats } from './en/labelFormats'
import { labels } from './en/labels'
import { maps } from './en/maps'
import { masks } from './en/masks'
import { project } from './en/project'
import { runs } from './en/runs'
import { searching } from './en/searching'
import { services } from './en/services'
import { tables } from './en/tables'
import { tiff } from './en/tiff'

/** English: what the keys and their parameters are. */
export const en = {
  files,
  foreignPictures,
  hdf5,
  image,
  importing,
  labelFormats,
  labels,
  maps,
  masks,
  project,
  runs,
  searching,
  services,
  tables,
  tiff,
}
