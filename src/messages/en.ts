import { actions } from './en/actions'
import { app } from './en/app'
import { augment } from './en/augment'
import { classes } from './en/classes'
import { compute } from './en/compute'
import { crops } from './en/crops'
import { dataset } from './en/dataset'
import { edits } from './en/edits'
import { groups } from './en/groups'
import { host } from './en/host'
import { images } from './en/images'
import { models } from './en/models'
import { numbers } from './en/numbers'
import { objects } from './en/objects'
import { options } from './en/options'
import { predict } from './en/predict'
import { review } from './en/review'
import { shapes } from './en/shapes'
import { state } from './en/state'
import { sweep } from './en/sweep'
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
  classes,
  compute,
  crops,
  dataset,
  edits,
  groups,
  host,
  images,
  models,
  numbers,
  objects,
  options,
  predict,
  review,
  shapes,
  state,
  sweep,
  tools,
  train,
  ui,
  units,
  viewer,
}
