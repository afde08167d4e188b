import { t } from '../../src/messages/messages'
import type { ToolEntry } from '../tools/tools'

/** Keys and gestures of the picture itself, which no action stands for. */
export function pictureKeys({ id, draws }: Pick<ToolEntry, 'id' | 'draws'>) {
  const row = (label: string, ...keys: string[]) => ({ label, keys })
  return [
    ...(draws
      ? [
          row(t.app.moveTheKeyboardsCursor, '← ↑ → ↓'),
          row(t.app.inLargeSteps, 'Shift ← ↑ → ↓'),
          row(t.app.setAPointAtThe, 'Enter'),
        ]
      : [row(t.app.moveThePicture, '← ↑ → ↓'), row(t.app.inLargeSteps, 'Shift ← ↑ → ↓')]),
    ...(id === 'polygon' || id === 'polyline'
      ? [row(t.app.finish, 'Enter', t.app.doubleClick), row(t.app.takeTheLastCornerBack, 'Backspace')]
      : []),
    ...(id === 'select' ? [row(t.app.addToTheSelection, t.app.shiftClick)] : []),
    row(t.app.moveByHand, t.app.holdSpace, t.app.middleButton),
    row(t.app.zoomAtThePointer, t.app.wheel),
    row(t.app.leaveOffSelectNothing, 'Esc'),
    row(t.app.leaveThePicture, 'F6'),
  ]
}
