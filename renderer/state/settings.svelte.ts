import type { LanguageChoice } from '../../src/messages/language'
import type { Bridge } from '../bridge/bridge'
import type { ImageOrder } from './imageOrder'
import { showLanguage } from './language.svelte'
import type { Notices } from './notices.svelte'
import { parseSettings, defaultSettings } from './storedSettings'
import type { KeyPresetId, StoredSettings, Theme } from './storedSettings'

/** What the window remembers for itself, kept by main as JSON. */
export class Settings implements StoredSettings {
  theme = $state<Theme>(defaultSettings.theme)
  language = $state<LanguageChoice>(defaultSettings.language)
  panelWidth = $state(defaultSettings.panelWidth)
  panelOpen = $state(defaultSettings.panelOpen)
  tableHeight = $state(defaultSettings.tableHeight)
  tableOpen = $state(defaultSettings.tableOpen)
  cropsHeight = $state(defaultSettings.cropsHeight)
  pictureMemory = $state(defaultSettings.pictureMemory)
  imageOrder = $state<ImageOrder>(defaultSettings.imageOrder)
  keyPreset = $state<KeyPresetId>(defaultSettings.keyPreset)
  keys = $state.raw(defaultSettings.keys)
  tools = $state.raw(defaultSettings.tools)
  private changed = false
  private writing = false

  constructor(
    private readonly bridge: Bridge,
    private readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    Object.assign(this, parseSettings(await this.bridge.call('settings.read')))
    await this.speak()
  }

  set(change: Partial<StoredSettings>): void {
    Object.assign(this, change)
    this.changed = true
    void this.write()
    if (change.language === undefined) return
    // What was said before is in the other language.
    this.notices.outdate('project')
    void this.notices.attempt(this.speak())
  }

  /** Main knows the system's language. */
  private async speak(): Promise<void> {
    await showLanguage(await this.bridge.call('window.language', { choice: this.language }))
  }

  /** At once, since the window may be closed next; a grip that is dragged waits for the write before. */
  private async write(): Promise<void> {
    if (this.writing) return
    this.writing = true
    try {
      while (this.changed) {
        this.changed = false
        const { theme, language, panelWidth, panelOpen, tableHeight, tableOpen, cropsHeight } = this
        const { keyPreset, keys, tools, pictureMemory, imageOrder } = this
        const panels = { panelWidth, panelOpen, tableHeight, tableOpen, cropsHeight }
        const stored = { theme, language, ...panels, keyPreset, keys, tools, pictureMemory, imageOrder }
        const json = JSON.stringify(stored satisfies StoredSettings)
        await this.notices.attempt(this.bridge.call('settings.write', { json }))
      }
    } finally {
      this.writing = false
    }
  }
}
