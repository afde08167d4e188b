import { keyName } from '../actions/keys'
import type { Actions } from '../actions/registry.svelte'

/** Keys that belong to a field while the person writes in it. */
const editing = new Set([
  'Ctrl+A',
  'Ctrl+C',
  'Ctrl+V',
  'Ctrl+X',
  'Ctrl+Z',
  'Ctrl+Y',
  'Ctrl+Shift+Z',
  'Ctrl+Backspace',
  'Ctrl+Delete',
])
const overDialogs = new Set(['window.palette', 'window.keys', 'window.help'])

/** Sends key presses to the actions, unless what has the focus wants them for itself. Returns how to end it. */
export function listenToKeys(actions: Actions): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const name = keyName(event, actions.mac)
    if (!name || belongsToFocus(name, event.target)) return
    if (document.querySelector('dialog[open]')) {
      const wanted = actions.all.find((action) => actions.keysOf(action).includes(name))
      if (!wanted || !overDialogs.has(wanted.id)) return
    }
    // Where there is no object to go to, Tab leaves the picture as it leaves anything else.
    if (isTab(name) && !isReady(actions, name)) return
    if (actions.press(event)) event.preventDefault()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}

function belongsToFocus(name: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const writes = target.isContentEditable || target.matches('input:not([type=range]), textarea')
  if (writes) return editing.has(name) || !/^(Ctrl\+|F\d)/.test(name)
  // On the picture, Tab goes from object to object; elsewhere it goes on as everywhere (F6 leaves the picture).
  if (isTab(name)) return target.role !== 'application'
  return name === 'Space' || name === 'Enter'
}

const isTab = (name: string) => /^(Shift\+)?Tab$/.test(name)

function isReady(actions: Actions, name: string): boolean {
  const action = actions.meaning(name)
  return action !== undefined && actions.enabled(action.id)
}
