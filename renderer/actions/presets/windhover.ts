import type { KeyPreset } from './preset'

/** The actions' own keys. */
export const windhover: KeyPreset = { id: 'windhover', label: 'Windhover', keys: {} }
