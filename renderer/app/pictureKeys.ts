import type { ToolEntry } from '../tools/tools'

/** Keys and gestures of the picture itself, which no action stands for. */
export function pictureKeys({ id, draws }: Pick<ToolEntry, 'id' | 'draws'>) {
  const row = (label: string, ...keys: string[]) => ({ label, keys })
  return [
    ...(draws
      ? [
          row('Move the keyboard’s cursor', '← ↑ → ↓'),
          row('In large steps', 'Shift ← ↑ → ↓'),
          row('Set a point at the cursor', 'Enter'),
        ]
      : [row('Move the picture', '← ↑ → ↓'), row('In large steps', 'Shift ← ↑ → ↓')]),
    ...(id === 'polygon' || id === 'polyline'
      ? [row('Finish', 'Enter', 'double click'), row('Take the last corner back', 'Backspace')]
      : []),
    ...(id === 'select' ? [row('Add to the selection', 'Shift click')] : []),
    row('Move by hand', 'hold Space', 'middle button'),
    row('Zoom at the pointer', 'wheel'),
    row('Leave off, select nothing', 'Esc'),
    row('Leave the picture', 'F6'),
  ]
}
