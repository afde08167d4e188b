import type { Bridge } from '../bridge/bridge'
import { parseSettings, usualSettings } from './storedSettings'
import type { KeyPresetId, StoredSettings, Theme } from './storedSettings'

/** What the window remembers for itself, kept by main as JSON. */
export class Settings implements StoredSettings {
  theme = $state<Theme>(usualSettings.theme)
  panelWidth = $state(usualSettings.panelWidth)
  panelOpen = $state(usualSettings.panelOpen)
  tableHeight = $state(usualSettings.tableHeight)
  tableOpen = $state(usualSettings.tableOpen)
  keyPreset = $state<KeyPresetId>(usualSettings.keyPreset)
  keys = $state.raw(usualSettings.keys)
  tools = $state.raw(usualSettings.tools)
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly bridge: Bridge) {}

  async load(): Promise<void> {
    Object.assign(this, parseSettings(await this.bridge.call('settings.read')))
  }

  set(change: Partial<StoredSettings>): void {
    Object.assign(this, change)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.write(), 300)
  }

  private async write(): Promise<void> {
    const { theme, panelWidth, panelOpen, tableHeight, tableOpen, keyPreset, keys, tools } = this
    const stored = { theme, panelWidth, panelOpen, tableHeight, tableOpen, keyPreset, keys, tools }
    await this.bridge.call('settings.write', { json: JSON.stringify(stored satisfies StoredSettings) })
  }
}
