import { t } from '../messages/messages'
import { splitNames, type DatasetSpec } from '../tiles/tiles'

type Split = DatasetSpec['split']

export const defaultSplit: Split = [0.7, 0.2, 0.1]
/**
 * Learning from 20 objects instead of 28 costs 0.13 of F1, and three to five held back tell nothing (decision record 0002):
 * below this many all are learned from.
 */
const enoughToSpare = 60
/** With the parts between, this many stay to learn from, and none is kept for a test. */
const keptToLearn = 50
/** From here on a tenth is fifteen objects and says something. */
const enoughToTest = 150

export interface SplitChoice {
  readonly split: Split
  /** What was done, and why, in one sentence. */
  readonly sentence: string
}

/** The split for a project with this many objects, where the person asked for none. */
export function chooseSplit(objects: number): SplitChoice {
  if (objects < enoughToSpare)
    return {
      split: [1, 0, 0],
      sentence: t.reserve.tooFewToSpare(objects, enoughToSpare),
    }
  if (objects < enoughToTest) {
    const train = Math.max(defaultSplit[0], Math.ceil((100 * keptToLearn) / objects) / 100)
    const val = Math.round(100 * (1 - train)) / 100
    return {
      split: [train, val, 0],
      sentence: t.reserve.fewAreLearned(objects, Math.round(train * 100)),
    }
  }
  const shares = defaultSplit
    .map((share, i) => t.reserve.shareOf(Math.round(share * 100), splitNames[i] as string))
    .join(', ')
  return { split: defaultSplit, sentence: t.reserve.enoughForTheUsual(objects, shares) }
}
