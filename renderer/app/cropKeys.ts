import { t } from '../../src/messages/messages'

/** Keys of the grid of crops itself, which no action stands for. */
export function cropKeys() {
  const row = (label: string, ...keys: string[]) => ({ label, keys })
  return [
    row(t.crops.acceptAsAnotherClass, '1 – 9'),
    row(t.crops.pickSeveral, 'Shift ← ↑ → ↓', t.app.shiftClick),
    row(t.crops.pickOneMore, 'Space'),
    row(t.crops.takeThePictureThere, 'Enter', t.app.doubleClick),
  ]
}
