import { actions } from './en/actions'
import { app } from './en/app'
import { augment } from './en/augment'
import { augmentErrors } from './en/augmentErrors'
import { classes } from './en/classes'
import { count } from './en/count'
import { compute } from './en/compute'
import { crops } from './en/crops'
import { dataset } from './en/dataset'
import { edits } from './en/edits'
import { foreignMap } from './en/foreignMap'
import { groups } from './en/groups'
import { host } from './en/host'
import { images } from './en/images'
import { models } from './en/models'
import { numbers } from './en/numbers'
import { objects } from './en/objects'
import { optionRules } from './en/optionRules'
import { options } from './en/options'
import { pictureParts } from './en/pictureParts'
import { predict } from './en/predict'
import { records } from './en/records'
import { reserve } from './en/reserve'
import { report } from './en/report'
import { review } from './en/review'
import { settings } from './en/settings'
import { shapes } from './en/shapes'
import { state } from './en/state'
import { sweep } from './en/sweep'
import { synonyms } from './en/synonyms'
import { system } from './en/system'
import { tables } from './en/tables'
import { tools } from './en/tools'
import { train } from './en/train'
import { ui } from './en/ui'
import { units } from './en/units'
import { viewer } from './en/viewer'

/** English: what the keys and their parameters are. */
export const en = {
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
