import { cluster } from './en/cluster'
import { commandLine } from './en/commandLine'
import { dataCommands } from './en/dataCommands'
import { dataset } from './en/dataset'
import { engine } from './en/engine'
import { figures } from './en/figures'
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
import { optionHelp } from './en/optionHelp'
import { prediction } from './en/prediction'
import { project } from './en/project'
import { runCommands } from './en/runCommands'
import { runs } from './en/runs'
import { searching } from './en/searching'
import { services } from './en/services'
import { summaries } from './en/summaries'
import { tables } from './en/tables'
import { tiff } from './en/tiff'
import { training } from './en/training'
import { weights } from './en/weights'
import { written } from './en/written'

/** English: what the keys and their parameters are. */
export const en = {
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
