import { cluster } from './en/cluster'
import { dataset } from './en/dataset'
import { engine } from './en/engine'
import { files } from './en/files'
import { foreign } from './en/foreign'
import { foreignPictures } from './en/foreignPictures'
import { formatNames } from './en/formatNames'
import { hdf5 } from './en/hdf5'
import { image } from './en/image'
import { importing } from './en/importing'
import { labelFormats } from './en/labelFormats'
import { labels } from './en/labels'
import { maps } from './en/maps'
import { masks } from './en/masks'
import { prediction } from './en/prediction'
import { project } from './en/project'
import { runs } from './en/runs'
import { searching } from './en/searching'
import { services } from './en/services'
import { tables } from './en/tables'
import { tiff } from './en/tiff'
import { training } from './en/training'
import { weights } from './en/weights'

/** English: what the keys and their parameters are. */
export const en = {
  cluster,
  dataset,
  engine,
  files,
  foreign,
  foreignPictures,
  formatNames,
  hdf5,
  image,
  importing,
  labelFormats,
  labels,
  maps,
  masks,
  prediction,
  project,
  runs,
  searching,
  services,
  tables,
  tiff,
  training,
  weights,
}
