import type { KeyPresetId } from '../../state/storedSettings'

/** Another program's keys. An action that is not named keeps its usual ones, but for those that the preset gives away. */
export interface KeyPreset {
  readonly id: KeyPresetId
  readonly label: string
  readonly keys: Readonly<Record<string, readonly string[]>>
}
