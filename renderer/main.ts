import { mount } from 'svelte'
import { actions } from './actions/all'
import { Actions } from './actions/registry.svelte'
import App from './app/App.svelte'
import { appContext } from './shell/context'
import { applyLastTheme } from './app/theme'
import { withErrors } from './bridge/bridge'
import { Session } from './state/session.svelte'
import './ui/tokens.css'
// Listens for the tile port from the first moment on: main hands it over once.
import './bridge/tilePort'

applyLastTheme()
const session = new Session(withErrors(window.windhover))
const mac = navigator.userAgent.includes('Mac OS')
const target = document.getElementById('app')
if (target)
  mount(App, { target, context: appContext({ session, actions: new Actions(session, actions, mac) }) })
void session.start()
