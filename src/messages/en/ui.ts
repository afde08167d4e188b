import type { Shown } from '../shown'

export const ui = {
  noneYet: 'none yet',
  keep: 'Keep',
  close: 'Close',
  labelFrom: (label: Shown) => `${label} from`,
  any: 'any',
  labelTo: (label: Shown) => `${label} to`,
  borderBetweenTrainAndVal: 'Border between train and val',
  borderBetweenValAndTest: 'Border between val and test',
  split: 'Split',
  splitTrainSplit2ValSplit3: (split: Shown, split2: Shown, split3: Shown) =>
    `${split} train, ${split2} val, ${split3} test`,
  colour: 'Colour',
  anyColour: 'Any colour',
  train: 'Train',
  val: 'Val',
  test: 'Test',
}
