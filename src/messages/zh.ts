import { actions } from './zh/actions'
import { app } from './zh/app'
import { augment } from './zh/augment'
import { augmentErrors } from './zh/augmentErrors'
import { classes } from './zh/classes'
import { count } from './zh/count'
import { compute } from './zh/compute'
import { crops } from './zh/crops'
import { dataset } from './zh/dataset'
import { edits } from './zh/edits'
import { foreignMap } from './zh/foreignMap'
import { groups } from './zh/groups'
import { host } from './zh/host'
import { images } from './zh/images'
import { models } from './zh/models'
import { numbers } from './zh/numbers'
import { objects } from './zh/objects'
import { optionRules } from './zh/optionRules'
import { options } from './zh/options'
import { pictureParts } from './zh/pictureParts'
import { predict } from './zh/predict'
import { records } from './zh/records'
import { reserve } from './zh/reserve'
import { report } from './zh/report'
import { review } from './zh/review'
import { settings } from './zh/settings'
import { shapes } from './zh/shapes'
import { state } from './zh/state'
import { sweep } from './zh/sweep'
import { synonyms } from './zh/synonyms'
import { system } from './zh/system'
import { tables } from './zh/tables'
import { tools } from './zh/tools'
import { train } from './zh/train'
import { ui } from './zh/ui'
import { units } from './zh/units'
import { viewer } from './zh/viewer'
import type { Messages } from './messages'

/** Simplified Chinese: a message that is missing does not compile. */
export const zh: Messages = {
  actions,
  app,
  augment,
  augmentErrors,
  classes,
  count,
  compute,
  crops,
  dataset,
  edits,
  foreignMap,
  groups,
  host,
  images,
  models,
  numbers,
  objects,
  optionRules,
  options,
  pictureParts,
  predict,
  records,
  reserve,
  report,
  review,
  settings,
  shapes,
  state,
  sweep,
  synonyms,
  system,
  tables,
  tools,
  train,
  ui,
  units,
  viewer,
}
