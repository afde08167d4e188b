import { t } from '../../src/messages/messages'
import type { Theme } from '../state/storedSettings'
import type { Action } from './action'

const labels: Record<Theme, () => string> = {
  system: () => t.actions.themeSystem,
  light: () => t.actions.themeLight,
  dark: () => t.actions.themeDark,
}

export const themes: readonly Action[] = (['system', 'light', 'dark'] as const).map((theme) => ({
  id: `theme.${theme}`,
  group: 'Window',
  label: () => labels[theme](),
  refusal: (s) => (s.settings.theme === theme ? '' : undefined),
  run: (s) => s.settings.set({ theme }),
}))
