import type { ui as en } from '../en/ui'

export const ui: typeof en = {
  noneYet: '暂无',
  keep: '保留',
  close: '关闭',
  labelFrom: (label) => `${label}下限`,
  any: '不限',
  labelTo: (label) => `${label}上限`,
  borderBetweenTrainAndVal: '训练集与验证集的分界',
  borderBetweenValAndTest: '验证集与测试集的分界',
  split: '划分',
  splitTrainSplit2ValSplit3: (split, split2, split3) => `训练 ${split}，验证 ${split2}，测试 ${split3}`,
  colour: '颜色',
  anyColour: '任意颜色',
  train: '训练',
  val: '验证',
  test: '测试',
}
