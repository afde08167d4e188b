import { counted } from '../plural'

/** Counts with their noun, and how numbers, times and days are written. */
export const numbers = {
  objects: (n: number) => counted(n, 'object'),
  tiles: (n: number) => counted(n, 'tile'),
  detections: (n: number) => counted(n, 'detection'),
  epochs: (n: number) => counted(n, 'epoch'),
  /** The clock may end a training within an epoch, which is validated, too. */
  epochsAndPart: (n: number) =>
    n === 0 ? 'a part of the first epoch' : `${counted(n, 'epoch')} and a part of the next`,
  changes: (n: number) => counted(n, 'change'),
  answers: (n: number) => counted(n, 'answer'),
  commands: (n: number) => counted(n, 'command'),
  parts: (n: number) => counted(n, 'part'),
  items: (n: number) => counted(n, 'item'),
  checkedAreas: (n: number) => counted(n, 'checked area'),
  pictures: (n: number) => counted(n, 'picture'),
  classes: (n: number) => counted(n, 'class', 'classes'),
  percent: (n: number) => `${n} %`,
  seconds: (n: number) => `${n} s`,
  day: (date: Date) => date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }),
  files: (n: number) => counted(n, 'file'),
  images: (n: number) => counted(n, 'image'),
}
