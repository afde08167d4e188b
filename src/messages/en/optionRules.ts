import type { Shown } from '../shown'

export const optionRules = {
  namesCopyPasteWhichMoves:
    'names copyPaste, which moves marked objects, and this dataset has a class for each tile: leave copyPaste out',
  namesARandomCropOf: (side: Shown, tile: Shown) =>
    `names a random crop of ${side} pixels, and the dataset's tiles have ${tile}: give crop a smaller size`,
  isForTilesOfWhich:
    'is for tiles of which training takes a random crop: add one to --augment, or leave it out',
  steadyComparesF1ScoresAnd: 'steady compares F1 scores, and --monitor loss does not: give one of them',
  isForThreadsThatPrepare: 'is for threads that prepare ahead, and --workers 0 asks for none',
  wordsAndWords2: (words: Shown, words2: Shown) => `${words} and ${words2}`,
  appliesToModelsAndThis: (models: Shown, model: Shown) =>
    `applies to ${models}, and this training is of ${model}: leave it out`,
  flagCannotChangeWhenA: (flag: Shown, flags: Shown) =>
    `--${flag} cannot change when a run goes on; ${flags} can: leave it out, or start a new training --from the run.`,
  andWeightsAreTwoThings: 'and --weights are two things to start from: give one of them',
  isForATrainingThat: 'is for a training that starts from weights: add --from or --weights, or leave it out',
}
