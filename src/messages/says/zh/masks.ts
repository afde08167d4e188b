import type { masks as en } from '../en/masks'

export const masks: typeof en = {
  nameIsNoPngAnd: (name) => `${name} 既不是 PNG 也不是 TIFF：请将掩膜存为其中之一。`,
  nameHasWidthHeightPixels: (name, width, height, imageName, imageWidth, imageHeight) =>
    `${name} 为 ${width} × ${height} 像素，而“${imageName}”为 ${imageWidth} × ${imageHeight}：请选择此图像的掩膜。`,
  picturesHaveRegionsOfValue: '# 张图像含有值为 255 的区域，表示未知',
  nameHasTheValueValue: (name, value, names) =>
    `${name} 含有数值 ${value}，而类别只有 ${names} 个：请添加到旁边的 classes.txt 中，或用 --mask-values instances 说明每个数值是一个对象。`,
  theValuesOfNameAre: (name, projectClasses, fileName) =>
    `${name} 的数值是单个对象，而没有说明它们属于 ${projectClasses} 个类别中的哪一个：请在旁边放置含 value,class 两列的表格 ${fileName}.csv。`,
  theTableBesideNameHas: (name, value) => `${name} 旁的表格中没有数值 ${value} 的一行：请添加。`,
  nameValueValue: (name, value) => `${name}，数值 ${value}`,
  eachValueWasTakenFor: (object) => `每个数值作为一个类别为“${object}”的对象`,
  nameHasColoursValuesA: (name, colours) =>
    `${name} 每个像素有 ${colours} 个数值，而掩膜只应有一个，即类别编号：请用灰度或调色板数值保存，或在旁边放置写有类别颜色的 labelmap.txt。`,
  nameHasTheColourValue: (name, value) => `${name} 含有颜色 #${value}，其 labelmap.txt 中没有：请添加。`,
  nameHasTheValueHighest: (name, highest, names) =>
    `${name} 含有数值 ${highest}，而类别有 ${names} 个；没有说明其数值是类别还是单个对象：请指定 --mask-values classes 或 instances，或在旁边放置 classes.txt。`,
  nothingSaysWhetherTheValues: (name, highest) =>
    `没有说明 ${name} 的数值（最大 ${highest}）是类别还是单个对象：请指定 --mask-values classes 或 instances，或在旁边放置 classes.txt。`,
  aMaskHoldsMostClasses: (mostClasses, classNames) =>
    `一个掩膜最多容纳 ${mostClasses} 个类别，而现有 ${classNames} 个：请导出为 COCO，或合并类别。`,
  isNoPngAndNo: '既不是 PNG 也不是 TIFF：请存为其中之一，使用灰度或调色板数值',
  isDamagedOrHasMore: '已损坏，或超过 5 亿像素：这样大的掩膜请存为分块 TIFF',
  isDamagedOrItsRows: '已损坏，或其一行图块超过 1.3 亿像素：请用更小的图块或条带保存',
  isADamagedPngCopy: '是已损坏的 PNG：请从原处重新复制',
  hasTheValueValueAnd: (value, mostExact) =>
    `含有数值 ${value}，而掩膜最大读到 ${mostExact}：请为其对象重新编号`,
  hasTheValueValueAndA: (value) => `含有数值 ${value}，而掩膜应为从 0 开始的整数：请用类别或对象的编号保存`,
  hasFullPagesAndA: (full) => `有 ${full} 页，而掩膜只应有一页：请保存属于该图像的一页`,
  hasSamplesValuesAPixel: (samples) =>
    `每个像素有 ${samples} 个数值，而掩膜只应有一个，即类别编号：请用灰度或调色板数值保存`,
  isCompressedAsPhotographsAre: '采用照片的压缩方式，会改变数值：请用 Deflate 或 LZW 保存',
  isStoredTurnedTagOrientation: '以旋转方式存储（Orientation 标签）：请按所见方向保存',
  hasProblemWhichIsNot: (problem) => `含有${problem}，无法读取：请用 Deflate 存为分块 TIFF`,
  whereTheRunsOfIts: (where, value, width, height) =>
    `${where}：其掩膜的游程覆盖 ${width} × ${height} 中的 ${value} 个像素：请修正或删除。`,
  whereItsMaskIsNo: (where) => `${where}：其掩膜不是可读取的 PNG：请修正或删除。`,
  theMaskHasMoreThan:
    '掩膜中等值像素的连续段超过 6700 万个，这是噪声而不是掩膜：请保存时不作平滑，也不使用会改变数值的压缩。',
}
