import type { Shown } from '../shown'

export const augmentErrors = {
  thereIsNoAugmentationId: (id: Shown, id2: Shown) => `There is no augmentation "${id}"; choose from ${id2}.`,
  betweenLeastAndMost: (least: Shown, most: Shown) => `between ${least} and ${most}`,
  oneOfValues: (values: Shown) => `one of ${values}`,
  nothingItHasNoValues: 'nothing, it has no values',
  theAugmentationIdCannotTake: (id: Shown, name: Shown, value: Shown, choice: Shown) =>
    `The augmentation ${id} cannot take ${name} = ${value}; give ${choice}.`,
  thePreprocessingExpressionHasText: (text: Shown, longestExpression: Shown) =>
    `The preprocessing expression has ${text} characters; give at most ${longestExpression}.`,
  aChannelToSetR: 'a channel to set, r, g or b',
  aChannelThatIsNot: 'a channel that is not set yet',
  anOperatorOrTheEnd: 'an operator, ";" or the end',
  aNumberAChannelMean: (functions: Shown) =>
    `a number, a channel, mean_r … std_b, "(" or one of ${functions}`,
  itsEnd: 'its end',
  theEndOfTheLine: 'the end of the line',
  thePreprocessingExpressionIsWrong: (value: Shown, found: Shown, wanted: Shown) =>
    `The preprocessing expression is wrong at character ${value}: there stands ${found}, expected is ${wanted}.`,
  thereIsNoPreprocessingId: (id: Shown, id2: Shown) => `There is no preprocessing "${id}"; choose ${id2}.`,
}
