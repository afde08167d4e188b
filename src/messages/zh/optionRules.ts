import type { optionRules as en } from '../en/optionRules'

export const optionRules: typeof en = {
  namesCopyPasteWhichMoves:
    '含有 copyPaste，它移动已标注的对象，而此数据集的每个切片只有一个类别：请去掉 copyPaste',
  namesARandomCropOf: (side, tile) => `含有 ${side} 像素的随机裁剪，而数据集的切片为 ${tile}：请将裁剪改小`,
  isForTilesOfWhich: '用于训练时随机裁剪的切片：请在 --augment 中加入随机裁剪，或不要使用',
  steadyComparesF1ScoresAnd: 'steady 比较 F1 分数，而 --monitor loss 不是：请只给出其一',
  isForThreadsThatPrepare: '用于预先准备的线程，而 --workers 0 不使用线程',
  wordsAndWords2: (words, words2) => `${words} 和 ${words2}`,
  appliesToModelsAndThis: (models, model) => `适用于 ${models}，而此训练为 ${model}：请不要使用`,
  flagCannotChangeWhenA: (flag, flags) =>
    `继续运行时不能更改 --${flag}；可以更改 ${flags}：请不要使用，或从该运行 --from 开始新的训练。`,
  andWeightsAreTwoThings: '和 --weights 是两种不同的起点：请只给出其一',
  isForATrainingThat: '用于从权重开始的训练：请加上 --from 或 --weights，或不要使用',
}
