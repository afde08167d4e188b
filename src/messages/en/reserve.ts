import { counted, formOf } from '../plural'
import type { Shown } from '../shown'

const many = (n: number) => `${counted(n, 'object')} ${formOf(n, 'is', 'are')}`

export const reserve = {
  tooFewToSpare: (objects: number, enough: Shown) =>
    `${many(objects)} too few to spare any: all are learned from and none is held back to check on; from ${enough} on some are.`,
  fewAreLearned: (objects: number, percent: Shown) =>
    `${many(objects)} few: ${percent} % are learned from, the others are held back to check on, and none for a test.`,
  enoughForTheUsual: (objects: number, shares: Shown) =>
    `${many(objects)} enough for the usual split: ${shares}.`,
  shareOf: (percent: Shown, part: string) => `${percent} % ${part}`,
}
