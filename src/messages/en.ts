import { actions } from './en/actions'
import { app } from './en/app'
import { groups } from './en/groups'
import { numbers } from './en/numbers'
import { state } from './en/state'
import { tools } from './en/tools'
import { ui } from './en/ui'
import { viewer } from './en/viewer'

/** English: what the keys and their parameters are. */
export const en = { actions, app, groups, numbers, state, tools, ui, viewer }
