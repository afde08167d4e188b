import { actions } from './en/actions'
import { app } from './en/app'
import { classes } from './en/classes'
import { dataset } from './en/dataset'
import { groups } from './en/groups'
import { images } from './en/images'
import { numbers } from './en/numbers'
import { objects } from './en/objects'
import { predict } from './en/predict'
import { review } from './en/review'
import { shapes } from './en/shapes'
import { state } from './en/state'
import { sweep } from './en/sweep'
import { tools } from './en/tools'
import { train } from './en/train'
import { ui } from './en/ui'
import { viewer } from './en/viewer'

/** English: what the keys and their parameters are. */
export const en = {
  actions,
  app,
  classes,
  dataset,
  groups,
  images,
  numbers,
  objects,
  predict,
  review,
  shapes,
  state,
  sweep,
  tools,
  train,
  ui,
  viewer,
}
