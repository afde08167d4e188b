export type Theme = 'system' | 'light' | 'dark'
export const panelWidths = { least: 280, usual: 320, most: 560 } as const

export interface StoredSettings {
  theme: Theme
  panelWidth: number
  panelOpen: boolean
  /** Keys that the person changed, by action; no keys at all is a choice too. */
  keys: Record<string, readonly string[]>
}

/** Reads what was stored by this or another version; what does not fit falls back to the usual. */
export function parseSettings(json: string): StoredSettings {
  const usual: StoredSettings = { theme: 'system', panelWidth: panelWidths.usual, panelOpen: true, keys: {} }
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch {
    return usual
  }
  if (typeof given !== 'object' || given === null) return usual
  const { theme, panelWidth, panelOpen, keys } = given as Record<string, unknown>
  if (theme === 'light' || theme === 'dark') usual.theme = theme
  if (typeof panelWidth === 'number') {
    usual.panelWidth = Math.min(panelWidths.most, Math.max(panelWidths.least, panelWidth))
  }
  if (typeof panelOpen === 'boolean') usual.panelOpen = panelOpen
  if (typeof keys === 'object' && keys !== null) {
    for (const [id, names] of Object.entries(keys)) {
      if (Array.isArray(names)) usual.keys[id] = names.filter((name) => typeof name === 'string')
    }
  }
  return usual
}
