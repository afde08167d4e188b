import type { Bridge } from '../bridge/bridge'
import { panelWidths, parseSettings } from './storedSettings'
import type { StoredSettings, Theme } from './storedSettings'

/** What the window remembers for itself, kept by main as JSON. */
export class Settings {
  theme = $state<Theme>('system')
  panelWidth = $state<number>(panelWidths.usual)
  panelOpen = $state(true)
  keys = $state.raw<Readonly<Record<string, readonly string[]>>>({})
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly bridge: Bridge) {}

  async load(): Promise<void> {
    const stored = parseSettings(await this.bridge.call('settings.read'))
    this.theme = stored.theme
    this.panelWidth = stored.panelWidth
    this.panelOpen = stored.panelOpen
    this.keys = stored.keys
  }

  set(change: Partial<StoredSettings>): void {
    Object.assign(this, change)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.write(), 300)
  }

  private async write(): Promise<void> {
    const { theme, panelWidth, panelOpen, keys } = this
    const stored: StoredSettings = { theme, panelWidth, panelOpen, keys: { ...keys } }
    await this.bridge.call('settings.write', { json: JSON.stringify(stored) })
  }
}
