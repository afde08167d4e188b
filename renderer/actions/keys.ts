/** What of a KeyboardEvent decides which shortcut it is. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  getModifierState?(key: string): boolean
}

const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process'])
const names: Record<string, string> = { ' ': 'Space', Escape: 'Esc', '+': 'Plus' }

/**
 * The name of a key press as it is stored: "Ctrl+Shift+Z", "Delete", "1", "Plus". Ctrl stands for Command on a Mac.
 * The digit row gives its digit on every layout; a sign that needs Shift is named by the sign alone.
 */
export function keyName(press: KeyPress, mac = false): string | undefined {
  if (modifiers.has(press.key)) return undefined
  const third = press.getModifierState?.('AltGraph') ?? false
  const digit = third ? undefined : /^Digit(\d)$/.exec(press.code)?.[1]
  const key = digit ?? names[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key)
  const sign = key.length === 1 && !/[A-Z0-9]/.test(key)
  const parts: string[] = []
  if (!third && (mac ? press.metaKey : press.ctrlKey)) parts.push('Ctrl')
  if (!third && press.altKey) parts.push('Alt')
  if (press.shiftKey && !sign && key !== 'Plus') parts.push('Shift')
  return [...parts, key].join('+')
}

/** How a stored name is shown. */
export function keyText(name: string, mac = false): string {
  const shown: Record<string, string> = {
    Plus: '+',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Delete: 'Del',
    ...(mac ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' } : {}),
  }
  return name
    .split('+')
    .map((part) => shown[part] ?? part)
    .join(mac ? '' : ' ')
}
