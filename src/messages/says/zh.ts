import { files } from './zh/files'
import { foreignPictures } from './zh/foreignPictures'
import { hdf5 } from './zh/hdf5'
import { image } from './zh/image'
import { importing } from './zh/importing'
import { labelFormats } from './zh/labelFormats'
import { labels } from './zh/labels'
import { maps } from './zh/maps'
import { masks } from './zh/masks'
import { project } from './zh/project'
import { runs } from './zh/runs'
import { searching } from './zh/searching'
import { services } from './zh/services'
import { tables } from './zh/tables'
import { tiff } from './zh/tiff'
import type { Says } from './says'

/** Simplified Chinese: a sentence that is missing does not compile. */
export const zh: Says = {
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
