import { imageOrders, type ImageOrder } from './imageOrder'
import { languageChoices, type LanguageChoice } from '../../src/messages/language'

export type Theme = 'system' | 'light' | 'dark'
export type KeyPresetId = 'windhover' | 'cvat' | 'labelme' | 'qupath'
/** Megabytes of a picture's tiles that the view may keep. */
export const pictureMemories = [96, 192, 384, 768] as const
export const panelWidths = { min: 280, default: 320, max: 560 } as const
export const tableHeights = { min: 140, default: 260, max: 640 } as const
export const cropsHeights = { min: 160, default: 320, max: 900 } as const

/** What a person set the drawing tools to. */
export interface ToolSettings {
  /** Radius of brush and eraser, in pixels of `brushUnit`. */
  brushRadius: number
  /** Whether a brush keeps its size on the screen or in the image. */
  brushUnit: 'screen' | 'image'
  /** How much a colour may differ from the one clicked at, of 255 in each channel. */
  wandTolerance: number
  smartGives: 'outline' | 'box'
  /** Image pixels of a box by one click; null takes the last box of its class. */
  boxSize: { readonly w: number; readonly h: number } | null
}

export interface StoredSettings {
  theme: Theme
  language: LanguageChoice
  panelWidth: number
  panelOpen: boolean
  tableHeight: number
  tableOpen: boolean
  cropsHeight: number
  pictureMemory: (typeof pictureMemories)[number]
  /** In which the pictures are listed, and gone through. */
  imageOrder: ImageOrder
  /** Whose keys are the usual ones. */
  keyPreset: KeyPresetId
  /** Keys that the person changed, by action; no keys at all is a choice too. */
  keys: Readonly<Record<string, readonly string[]>>
  tools: Readonly<ToolSettings>
}

export const defaultSettings: StoredSettings = {
  theme: 'system',
  language: 'system',
  panelWidth: panelWidths.default,
  panelOpen: true,
  tableHeight: tableHeights.default,
  tableOpen: false,
  cropsHeight: cropsHeights.default,
  pictureMemory: 192,
  imageOrder: 'added',
  keyPreset: 'windhover',
  keys: {},
  tools: { brushRadius: 16, brushUnit: 'screen', wandTolerance: 24, smartGives: 'outline', boxSize: null },
}

/** Reads what was stored by this or another version; what does not fit falls back to the usual. */
export function parseSettings(json: string): StoredSettings {
  const given = parseRecord(json)
  const { theme, language, panelWidth, panelOpen, tableHeight, tableOpen, cropsHeight } = given
  const { keyPreset, keys, tools, pictureMemory, imageOrder } = given
  const usual = defaultSettings
  return {
    theme: oneOf(theme, ['system', 'light', 'dark'], usual.theme),
    language: oneOf(language, languageChoices, usual.language),
    panelWidth: within(panelWidth, panelWidths),
    panelOpen: typeof panelOpen === 'boolean' ? panelOpen : usual.panelOpen,
    tableHeight: within(tableHeight, tableHeights),
    tableOpen: typeof tableOpen === 'boolean' ? tableOpen : usual.tableOpen,
    cropsHeight: within(cropsHeight, cropsHeights),
    pictureMemory: oneOf(pictureMemory, pictureMemories, usual.pictureMemory),
    imageOrder: oneOf(imageOrder, imageOrders, usual.imageOrder),
    keyPreset: oneOf(keyPreset, ['windhover', 'cvat', 'labelme', 'qupath'], usual.keyPreset),
    keys: parseKeys(keys),
    tools: parseTools(isRecord(tools) ? tools : {}),
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

function parseTools(given: Record<string, unknown>): ToolSettings {
  const { brushRadius, brushUnit, wandTolerance, smartGives, boxSize } = given
  const usual = defaultSettings.tools
  const { w, h } = isRecord(boxSize) ? boxSize : {}
  const side = { min: 1, default: 0, max: 100_000 }
  const size = { w: within(w, side), h: within(h, side) }
  return {
    brushRadius: within(brushRadius, { min: 1, default: usual.brushRadius, max: 2000 }),
    brushUnit: oneOf(brushUnit, ['screen', 'image'], usual.brushUnit),
    wandTolerance: within(wandTolerance, { min: 1, default: usual.wandTolerance, max: 255 }),
    smartGives: oneOf(smartGives, ['outline', 'box'], usual.smartGives),
    boxSize: size.w > 0 && size.h > 0 ? size : null,
  }
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null
}

function parseRecord(json: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(json)
    return isRecord(given) ? given : {}
  } catch {
    return {}
  }
}

function oneOf<T>(given: unknown, known: readonly T[], usual: T): T {
  return known.find((each) => each === given) ?? usual
}

function within(given: unknown, range: { min: number; default: number; max: number }): number {
  return typeof given === 'number' && given > 0
    ? Math.min(range.max, Math.max(range.min, given))
    : range.default
}
