import type { Theme } from '../state/storedSettings'

const key = 'theme'

/** Shows the window in a theme, and notes it where the next start finds it before anything is drawn. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', theme)
  localStorage.setItem(key, theme)
}

/** The theme of the last time: the settings themselves come only after the first picture. */
export function applyLastTheme(): void {
  const theme = localStorage.getItem(key)
  if (theme === 'light' || theme === 'dark') applyTheme(theme)
}
