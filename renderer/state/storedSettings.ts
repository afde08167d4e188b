export type Theme = 'system' | 'light' | 'dark'
export type KeyPresetId = 'windhover' | 'cvat' | 'labelme' | 'qupath'
export const panelWidths = { least: 280, usual: 320, most: 560 } as const
export const tableHeights = { least: 140, usual: 260, most: 640 } as const

export interface StoredSettings {
  theme: Theme
  panelWidth: number
  panelOpen: boolean
  tableHeight: number
  tableOpen: boolean
  /** Whose keys are the usual ones. */
  keyPreset: KeyPresetId
  /** Keys that the person changed, by action; no keys at all is a choice too. */
  keys: Readonly<Record<string, readonly string[]>>
}

export const usualSettings: StoredSettings = {
  theme: 'system',
  panelWidth: panelWidths.usual,
  panelOpen: true,
  tableHeight: tableHeights.usual,
  tableOpen: false,
  keyPreset: 'windhover',
  keys: {},
}

/** Reads what was stored by this or another version; what does not fit falls back to the usual. */
export function parseSettings(json: string): StoredSettings {
  const given = parseRecord(json)
  const { theme, panelWidth, panelOpen, tableHeight, tableOpen, keyPreset, keys } = given
  const usual = usualSettings
  return {
    theme: oneOf(theme, ['system', 'light', 'dark'], usual.theme),
    panelWidth: within(panelWidth, panelWidths),
    panelOpen: typeof panelOpen === 'boolean' ? panelOpen : usual.panelOpen,
    tableHeight: within(tableHeight, tableHeights),
    tableOpen: typeof tableOpen === 'boolean' ? tableOpen : usual.tableOpen,
    keyPreset: oneOf(keyPreset, ['windhover', 'cvat', 'labelme', 'qupath'], usual.keyPreset),
    keys: parseKeys(keys),
  }
}

/** Names of keys by action; what is no such list is left out. */
export function parseKeys(given: unknown): Record<string, readonly string[]> {
  const keys: Record<string, readonly string[]> = {}
  if (typeof given !== 'object' || given === null) return keys
  for (const [id, names] of Object.entries(given)) {
    if (Array.isArray(names)) keys[id] = names.filter((name) => typeof name === 'string')
  }
  return keys
}

function parseRecord(json: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(json)
    return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function oneOf<T>(given: unknown, known: readonly T[], usual: T): T {
  return known.find((each) => each === given) ?? usual
}

function within(given: unknown, range: { least: number; usual: number; most: number }): number {
  return typeof given === 'number' && given > 0
    ? Math.min(range.most, Math.max(range.least, given))
    : range.usual
}
