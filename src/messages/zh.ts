import { actions } from './zh/actions'
import { app } from './zh/app'
import { classes } from './zh/classes'
import { dataset } from './zh/dataset'
import { groups } from './zh/groups'
import { images } from './zh/images'
import { numbers } from './zh/numbers'
import { objects } from './zh/objects'
import { predict } from './zh/predict'
import { review } from './zh/review'
import { shapes } from './zh/shapes'
import { state } from './zh/state'
import { sweep } from './zh/sweep'
import { tools } from './zh/tools'
import { train } from './zh/train'
import { ui } from './zh/ui'
import { viewer } from './zh/viewer'
import type { Messages } from './messages'

/** Simplified Chinese: a message that is missing does not compile. */
export const zh: Messages = {
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
