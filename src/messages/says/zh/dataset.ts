import type { dataset as en } from '../en/dataset'

export const dataset: typeof en = {
  theDataset: '数据集',
  cuttingTilesFromName: (name) => `正在从 ${name} 切取切片`,
  theProjectHasNoClass: '项目没有类别：请添加一个，用它标注对象，然后重新生成。',
  theProjectHasClassNames: (classNames) => `项目有 ${classNames} 个类别，而掩膜最多容纳 254 个：请合并一些。`,
  noObjectsAreMarkedOn: '所有图像上都没有标注对象：请标注一些或导入标注，然后重新生成。',
  aTileOfTilePixels: (tile) => `不能使用 ${tile} 像素的切片：请选择 32 到 2048 之间的整数。`,
  theSplitSplitIsNot: (split) => `不能使用划分 ${split}：请给出三个合计为 1 的比例，第一个大于 0。`,
  levelLevelDoesNotExist: (level, name, levels) =>
    `“${name}”没有第 ${level} 级：请选择 0 到 ${levels}，或 auto。`,
  theSharesGivenAreNot: (given) =>
    `不能使用比例 ${given}：各项合计应为 1，且 positive（对象上的切片）大于 0。`,
  aBudgetOfTilesTiles: (tiles) => `不能以 ${tiles} 个切片为上限：请给出 1 或更大的数。`,
  aVisibleShareOfVisible: (visible) => `不能以 ${visible} 为可见比例：请给出大于 0 且不超过 1 的数。`,
  aGuardBandOfGuard: (guard) => `不能以 ${guard} 像素为间隔：请给出不小于 0 的整数。`,
  imagesOrMasks: '/images 或 /masks',
  meanOrStd: 'mean 或 std',
  brokenDoesNotFitThe: (broken) => `${broken} 与其余部分不符`,
  fileSchemaAndNotSchema2: (file, schema, schema2) =>
    `“${file}”${schema}，而不是“${schema2}”：它不是此版本的数据集；请重新生成。`,
  hasTheSchemaFound: (found) => `的 schema 为“${found}”`,
  hasNoSchema: '没有 schema',
  theAttributeSpecCannotBe: '无法读取属性 spec',
  theAttributeNameIsNo: (name) => `属性 ${name} 不是数的列表`,
  theAttributeNameIsNoList: (name) => `属性 ${name} 不是文本的列表`,
  nameHasAnotherType: (name) => `/${name} 的类型不同`,
  pathIsNotASound: (path, what) => `“${path}”不是完好的数据集（${what}）：请重新生成。`,
  aPicture: '某张图像',
  inPathThePartsOne: (path, one, other, a, and) =>
    `“${path}”中，${one} 与 ${other} 两部分含有“${a}”的相同像素（切片 ${and}），因此一部分上的分数不能说明对未见内容的效果：请重新生成数据集。`,
  and: '、',
  aAndBAreThe: (a, b, one, other) =>
    `“${a}”和“${b}”是同一张图像，一个在 ${one} 部分，一个在 ${other} 部分：请删除其一并重新生成数据集。`,
  whereTheTilesOfPath: (path) =>
    `“${path}”的切片取自何处未知，因此由其学到的内容即使在此项目中也按未学习过计。`,
  pathWasBuiltByAn: (path) =>
    `“${path}”由旧版本生成，没有记录当时已检查的区域，因此不知道留出了什么：请重新生成并训练。`,
  pathHasNoSplitPart: (path, split) =>
    `“${path}”没有 ${split} 部分：请不要使用 --split，或为其分配比例重新生成数据集（--split 0.7,0.2,0.1）。`,
  pathHoldsNoPictureChoose: (path) => `“${path}”中没有图像：请选择其他文件。`,
  noLabelsCanBeTold: (path) => `“${path}”中无法按名称找到标签：其图像将在没有标签的情况下预测。`,
  pathGivesNoLabelsIts: (path) => `“${path}”没有给出标签：其图像将在没有标签的情况下预测。`,
  leftOutError: (error) => `未使用：${error}`,
  unreadablePicturesCouldNotBe: (unreadable) => `${unreadable} 张图像无法读取，未使用。`,
  outHoldsAFolderImages: (out) => `${out} 中已有文件夹“images”，其中的图像会与这些混在一起：请选择空文件夹。`,
  thisDatasetHasAClass: '此数据集的每个切片有一个类别而没有矩形框，YOLO 需要矩形框：请由对象生成数据集。',
  thisDatasetHasNoPart: '此数据集没有验证部分，而 YOLO 训练需要它：请用 --split 0.8,0.2,0 生成。',
  noAreaIsCheckedSo:
    '没有已检查的区域，因此不知道什么是背景：模型只能从对象学习，会有过多误报；请标出检查过的区域。',
  areasAreCheckedForSome: (areas) =>
    `仅针对部分类别检查的区域：${areas} 个。在这些区域，热图检测器只学习这些类别的背景；其他模型只在所有类别都检查过的地方学习背景。`,
  theCheckedAreaHasNo: '已检查区域中放不下一个不含对象的切片：请检查更大的区域，或选择较小的切片。',
  thereAreTooFewObjects: (split) => `对象太少，${split} 部分分不到：请多标注一些，或将其比例设为 0。`,
  thePicturesAreTooSmall: (guard, guards) =>
    `图像太小，各部分之间无法保持 ${guard} 像素的间隔：实际间隔 ${guards} 像素；各部分不会用到彼此的像素。`,
  whatIsKeptOfThe: '为查找相似目标而保存的图像特征',
  fileHoldsNoMeanAnd: (file) =>
    `“${file}”没有 mean 和 std（同名的属性或数据集），其标准化图像无法还原到 0..255：请改为给出数值范围，例如 --pixels -2.1..2.6。`,
  theScaleOfPicturesIs: (optionNames, pixels) =>
    `图像的数值范围应为 ${optionNames} 之一，而不是“${pixels}”。`,
  inFileTheValuesOf: (file, low, high, optionNames) =>
    `“${file}”中图像的数值从 ${low} 到 ${high}，无法由此判断其范围：请用 ${optionNames} 说明。`,
  objectsLieBetween: (n) => `${n} 个对象位于两个部分之间，未使用。`,
  objectsAreTooLarge: (n, tile) =>
    `${n} 个对象大于 ${tile} 像素的切片，将被忽略：请选择更大的切片或更高的级别。`,
  pixelScales: '--pixels 0..1、-1..1、0..255、其他 LOW..HIGH 或 standardised',
}
