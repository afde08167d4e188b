import type { Bridge } from '../bridge/bridge'
import type { Notices } from './notices.svelte'
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
  private changed = false
  private writing = false

  constructor(
    private readonly bridge: Bridge,
    private readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    Object.assign(this, parseSettings(await this.bridge.call('settings.read')))
  }

  set(change: Partial<StoredSettings>): void {
    Object.assign(this, change)
    this.changed = true
    void this.write()
  }

  /** At once, since the window may be closed next; a grip that is dragged waits for the write before. */
  private async write(): Promise<void> {
    if (this.writing) return
    this.writing = true
    try {
      while (this.changed) {
        this.changed = false
        const { theme, panelWidth, panelOpen, tableHeight, tableOpen, keyPreset, keys, tools } = this
        const stored = { theme, panelWidth, panelOpen, tableHeight, tableOpen, keyPreset, keys, tools }
        const json = JSON.stringify(stored satisfies StoredSettings)
        await this.notices.attempt(this.bridge.call('settings.write', { json }))
      }
    } finally {
      this.writing = false
    }
  }
}
