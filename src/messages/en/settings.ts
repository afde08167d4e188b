import type { Shown } from '../shown'

export const settings = {
  settings: 'Settings',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  keyboard: 'Keyboard shortcuts',
  change: 'Change …',
  scaleOf: (name: Shown) => `Scale of ${name}`,
  memory: 'Memory for pictures',
  memoryAbout: 'More lets you come back to parts you have seen without waiting.',
  megabytes: (megabytes: Shown) => `${megabytes} MB`,
  trainAndSearch: 'Train and search on',
}
