import { cluster } from './zh/cluster'
import { commandLine } from './zh/commandLine'
import { dataCommands } from './zh/dataCommands'
import { dataset } from './zh/dataset'
import { engine } from './zh/engine'
import { figures } from './zh/figures'
import { files } from './zh/files'
import { foreign } from './zh/foreign'
import { foreignPictures } from './zh/foreignPictures'
import { formatNames } from './zh/formatNames'
import { hdf5 } from './zh/hdf5'
import { image } from './zh/image'
import { importing } from './zh/importing'
import { labelFormats } from './zh/labelFormats'
import { labels } from './zh/labels'
import { maps } from './zh/maps'
import { masks } from './zh/masks'
import { optionHelp } from './zh/optionHelp'
import { prediction } from './zh/prediction'
import { project } from './zh/project'
import { runCommands } from './zh/runCommands'
import { runs } from './zh/runs'
import { searching } from './zh/searching'
import { services } from './zh/services'
import { summaries } from './zh/summaries'
import { tables } from './zh/tables'
import { tiff } from './zh/tiff'
import { training } from './zh/training'
import { weights } from './zh/weights'
import { written } from './zh/written'
import type { Says } from './says'

/** Simplified Chinese: a sentence that is missing does not compile. */
export const zh: Says = {
  cluster,
  commandLine,
  dataCommands,
  dataset,
  engine,
  figures,
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
  optionHelp,
  prediction,
  project,
  runCommands,
  runs,
  searching,
  services,
  summaries,
  tables,
  tiff,
  training,
  weights,
  written,
}
