import { actions } from './zh/actions'
import { app } from './zh/app'
import { groups } from './zh/groups'
import { numbers } from './zh/numbers'
import { state } from './zh/state'
import { tools } from './zh/tools'
import { ui } from './zh/ui'
import { viewer } from './zh/viewer'
import type { Messages } from './messages'

/** Simplified Chinese: a message that is missing does not compile. */
export const zh: Messages = { actions, app, groups, numbers, state, tools, ui, viewer }
