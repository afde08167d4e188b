import type { Shown } from '../shown'

export const sweep = {
  sweep: 'Sweep',
  fieldValueOfCells: (value: Shown, cells: Shown) => `field ${value} of ${cells}`,
  completeCompleteSeenSeen: (complete: Shown, seen: Shown) => `${complete} complete, ${seen} seen`,
  lookAtTheWholePicture:
    'Look at the whole picture once, view by view, at the zoom you have now. What you declare complete becomes checked area.',
  next: 'Next',
  complete: 'Complete',
  overlapOfTheFieldsOf: 'Overlap of the fields of view',
  seen: (share: Shown) => `${share} seen`,
  shareComplete: (share: Shown) => `${share} complete`,
}
