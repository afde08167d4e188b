import type { Bridge } from '../bridge/bridge'

export type Theme = 'system' | 'light' | 'dark'
export const panelWidths = { least: 280, usual: 320, most: 560 } as const

interface Stored {
  theme: Theme
  panelWidth: number
  panelOpen: boolean
  /** Keys that the person changed, by action; no keys at all is a choice too. */
  keys: Record<string, readonly string[]>
}

/** What the window remembers for itself, kept by main as JSON. */
export class Settings {
  theme = $state<Theme>('system')
  panelWidth = $state<number>(panelWidths.usual)
  panelOpen = $state(true)
  keys = $state.raw<Readonly<Record<string, readonly string[]>>>({})
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly bridge: Bridge) {}

  async load(): Promise<void> {
    const stored = parse(await this.bridge.call('settings.read'))
    this.theme = stored.theme
    this.panelWidth = stored.panelWidth
    this.panelOpen = stored.panelOpen
    this.keys = stored.keys
  }

  set(change: Partial<Stored>): void {
    Object.assign(this, change)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.write(), 300)
  }

  private async write(): Promise<void> {
    const { theme, panelWidth, panelOpen, keys } = this
    const stored: Stored = { theme, panelWidth, panelOpen, keys: { ...keys } }
    await this.bridge.call('settings.write', { json: JSON.stringify(stored) })
  }
}

/** Reads what was stored by this or another version; what does not fit falls back to the usual. */
export function parse(json: string): Stored {
  const usual: Stored = { theme: 'system', panelWidth: panelWidths.usual, panelOpen: true, keys: {} }
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
