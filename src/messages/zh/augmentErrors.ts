import type { augmentErrors as en } from '../en/augmentErrors'

export const augmentErrors: typeof en = {
  thereIsNoAugmentationId: (id, id2) => `没有数据增强“${id}”；请从 ${id2} 中选择。`,
  betweenLeastAndMost: (least, most) => `${least} 到 ${most} 之间的值`,
  oneOfValues: (values) => `${values} 之一`,
  nothingItHasNoValues: '（没有参数）',
  theAugmentationIdCannotTake: (id, name, value, choice) =>
    `数据增强 ${id} 不能使用 ${name} = ${value}；请给出 ${choice}。`,
  thePreprocessingExpressionHasText: (text, longestExpression) =>
    `预处理表达式有 ${text} 个字符；最多允许 ${longestExpression} 个。`,
  aChannelToSetR: '要赋值的通道 r、g 或 b',
  aChannelThatIsNot: '尚未赋值的通道',
  anOperatorOrTheEnd: '运算符、“;”或结尾',
  aNumberAChannelMean: (functions) => `数、通道、mean_r … std_b、“(”或 ${functions} 之一`,
  itsEnd: '表达式的结尾',
  theEndOfTheLine: '行尾',
  thePreprocessingExpressionIsWrong: (value, found, wanted) =>
    `预处理表达式在第 ${value} 个字符处有误：该处是${found}，应为${wanted}。`,
  thereIsNoPreprocessingId: (id, id2) => `没有预处理“${id}”；请选择 ${id2}。`,
}
