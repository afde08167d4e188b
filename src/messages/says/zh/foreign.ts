import type { foreign as en } from '../en/foreign'

export const foreign: typeof en = {
  theDataset: '数据集',
  pathIsEmpty0Bytes: (path) => `“${path}”是空文件（0 字节）：请从原处重新复制。`,
  lookingAtThePictures: '正在查看图像',
  fileHasNumbersClassesAnd: (file, numbers, names) =>
    `“${file}”有 ${numbers} 个类别，而给出了 ${names} 个名称：请为每个类别命名。`,
  pathHasNoPicturesSplit: (path, split, file) =>
    `“${path}”没有图像${split}；其中有 ${file}：请指定，例如 images=test_img。`,
  ofThePartSplit: (split) => `（${split} 部分）`,
  differInSizeFromThose: (path) => `与“${path}”的尺寸不同`,
  haveMasksInOnePart: '一部分有掩膜，另一部分有标签：请为所有部分指定同一种',
  thePartSplitLacksIts: (split, pictures, images, file) =>
    `${split} 部分缺少${pictures}：请将 ${images} 对应到 ${file} 之一。`,
  labels: '标签',
  pictures: '图像',
  mapEitherLabelsOrMasks: (labels, masks) => `${labels} 与 ${masks} 只能指定其一：一张图像由其中之一标注。`,
  inFileThereAreRows: (file, rows, imagePath, shape, labelPath) =>
    `“${file}”中，“${imagePath}”有 ${rows} 张图像，而“${labelPath}”有 ${shape} 个标签：请指定属于这些图像的标签。`,
  areImagesAndMustBe: (images) => `是${images}，而应为同一尺寸数组中的数`,
  haveTheShapeShapeAnd: (shape) => `的形状为 ${shape}，而应为 行数 × 高 × 宽 × 通道`,
  haveChannelsChannelsAndMust: (channels) => `有 ${channels} 个通道，而应为 1 个，或 3 个及以上`,
  ofChannelsTheFirstThree: (file, path, channels) =>
    `“${file}”中，“${path}”的图像有 ${channels} 个通道：前三个作为红、绿、蓝，其余被忽略。`,
  areWidthHeightPixelsAnd: (width, height) => `为 ${width} × ${height} 像素，而应为正方形：请先调整大小`,
  fileHasNoDatasetPath: (file, path, file2) => `“${file}”没有数据集“${path}”；其中有 ${file2}。`,
  inFileThePicturesOf: (file, path, what) => `“${file}”中，“${path}”的图像${what}。`,
  isEmptyGiveAFile: '是空的：请每行给出一个文件及其标签',
  hasAFirstLineAnd: '只有首行：请每行给出一个文件及其标签',
  hasNoLabelOnLine: (line) => `第 ${line} 行没有标签：请每行给出一个文件及其标签`,
  hasSeveralColumnsAndNo: '有多列而首行没有写明列名，例如“file,epidural,subdural”',
  hasCellsOnLineLine: (cells, line) =>
    `第 ${line} 行表示划分的列中为“${cells}”，而该列只能是 train、val 和 test：请更正`,
  namesFileTwiceOnLine: (file, line, line2, parts) =>
    `在第 ${line} 行和第 ${line2} 行两次列出“${file}”，而${parts}不同：请去掉其一`,
  parts: '划分',
  hasNoLabelOnLineLine: (line) => `第 ${line} 行没有标签：请填写，或去掉该行`,
  hasCellsOnLineLineIn: (cells, line, head) =>
    `第 ${line} 行的“${head}”列中为“${cells}”，而该列只能是 0 和 1：请更正，或去掉该列`,
  hasNoLineForFile: (file, missing, file2) =>
    `没有“${file}_${missing}”的一行，却有“${file2}”的其他行：请为每个类别给出一行`,
  pathHasClassNamesClasses: (path, classNames, mostClasses) =>
    `“${path}”有 ${classNames} 个类别，最多允许 ${mostClasses} 个：请合并一些。`,
  folderHasNoFoldersPut: (folder) => `“${folder}”中没有文件夹：请将每个类别的图像放入以其命名的文件夹。`,
  nameHoldsNoPictureSo: (name, name2) =>
    `“${name}”中没有图像，无法学习“${name2}”：请添加一些，或删除该文件夹。`,
  theFolderNameIsLeft: (name, test) => `文件夹“${name}”未使用：${test}。`,
  itHasNoFolderFor: '其中没有各类别的文件夹',
  itIsNoneOfTrain: '它不是 train、val 或 test',
  readTogetherWithNameOther: (name, other) => `与“${name}”一同读取：${other}。`,
  otherGivesNoLabelsAnd: (other) => `“${other}”没有给出标签，未使用。`,
  nameNamesFileOnLine: (name, file, line, path) =>
    `“${name}”在第 ${line} 行列出“${file}”，而“${path}”中没有该文件：请更正该行，或将文件放在那里。`,
  inNameNoPictureIs: (name, each) =>
    `“${name}”中没有标签为 ${each} 的图像，无法学习：请添加一些，或去掉该列。`,
  thereIsNoFileOr: (path) => `没有文件或文件夹“${path}”：请检查名称。`,
  pathIsNeitherAFolder: (path) =>
    `“${path}”既不是文件夹，也不是列表（.csv、.tsv、.txt）或 HDF5 文件（.h5、.hdf5）：请选择其中之一。`,
  ofAnotherKindThanPath: (path) => `与“${path}”类型不同`,
  noListOfNumbersOr: '不是数或文本的列表',
  inFileTheNumbersOf: (file, path, distinct, rows, numbers) =>
    `“${file}”中，“${path}”的 ${rows} 行有 ${distinct} 个不同的数，最大为 ${numbers}：这样的数不是类别；请指定标签，例如 labels=NAME。`,
  theLabelsCountFromLeast: (least, classNames) => `标签从 ${least} 开始计数，即“${classNames}”。`,
  inFilePathHoldsTexts: (file, path, texts, mostClasses) =>
    `“${file}”中，“${path}”含有 ${texts} 种不同的文本，而最多允许 ${mostClasses} 个类别：请指定标签，例如 labels=NAME。`,
  fileHasTheClassStrange: (file, strange) =>
    `“${file}”含有类别“${strange}”，给出的名称中没有：请为每个类别命名。`,
  widthClassesWideAndThe: (width, classes) => `${width} 个类别宽，而前一部分为 ${classes}`,
  classesClassesWideAndMost: (classes, mostClasses) => `${classes} 个类别宽，而最多允许 ${mostClasses} 个`,
  inFileRowRowOf: (file, row, path, found) =>
    `“${file}”中，“${path}”的第 ${row} 行是 ${found}，不是 one-hot：请给出从 0 开始的数、文本，或以 1 表示该类别、0 表示其他类别（使用 --several 时可有任意个 1）。`,
  fromIsAnHdf5Of: (from) => `“${from}”是其他程序的 HDF5：请用 build --from 载入，它同样在原位置读取。`,
  pathAndFilesPathAre: (path, filesPath, parts, parts2) =>
    `“${path}”和“${filesPath}”是同一张图像，一个在 ${parts} 部分，一个在 ${parts2} 部分：请删除其一。`,
  meanAndDeviation: '均值与标准差',
  thereIsNoFilePath: (path) => `没有文件“${path}”：请重新用列表训练。`,
  pathIsNotASound: (path) => `“${path}”不是完好的图像列表：请重新用列表训练。`,
  haveTheShapeShapeAndMust: (shape, rows, side, side2) =>
    `的形状为 ${shape}，而应与其图像一致，为 ${rows} × ${side} × ${side2}`,
  areNoNumbers: '不是数',
  holdValueWhichNoClass: (value) => `含有 ${value}，没有这样的类别：请重新生成`,
  holdValueAndMustHold: (value) => `含有 ${value}，而应以 0 表示背景、以整数表示各类别`,
  holdNothingButBackgroundNothing: '只有背景：没有可学习的内容',
  theMasksHold0And: (classNames) => `掩膜只含 0 和 255：255 作为“${classNames}”。`,
  theValue255OfThe: '掩膜中的数值 255 作为无人查看过的像素。',
  inFileTheMasksOf: (file, path, what) => `“${file}”中，“${path}”的掩膜${what}。`,
  inPathItCannotBe: (path, images, names, images2) =>
    `“${path}”中无法判断哪个数据集是“${images}”的图像的标签；其中有 ${names}：请说明，例如 --map images=${images2},labels=NAME（或 masks=NAME）。`,
  inPathNoPicturesWith: (path, names) =>
    `“${path}”中无法按名称找到带标签的图像；其中有 ${names}：请指定，例如 images=train_img,labels=train_labels。`,
  lookingAtTheMasks: '正在查看掩膜',
  pathIsNotASoundReference: (path) => `“${path}”不是完好的引用：请重新对应另一个文件。`,
  pathHasChangedSincePath2: (path, path2) =>
    `“${path}”在由它生成“${path2}”之后已发生变化：请用 --from 重新生成。`,
  thePicturesOfNameAre: (name, pixels) => `“${name}”的图像全部按 ${pixels} 处理；可用 --pixels 另行指定。`,
  someValuesOfNameLie: (name, pixels, low, high) =>
    `“${name}”的部分数值超出 ${pixels}（从 ${low} 到 ${high}），将被截断。`,
  rangeOfTheValues: '数值范围',
  inFilePictureRowOf: (file, row, path, value) =>
    `“${file}”中，“${path}”的第 ${row} 张图像含有 ${value}，不是亮度值：请修正或删除。`,
  theDataGivesTheParts: (and) => `数据给出了 ${and} 部分，却没有用于训练的图像：请添加 train 部分。`,
  and: '、',
  theDatasOwnPartsAre: (name) => `保留数据自身的划分：${name}。`,
  theDataGivesNoPart: (name, name2, own, name3) =>
    `数据没有给出 ${name} 部分：从 train 的 ${own} 张图像中取出 ${name2} 张（比例 ${name3}）。`,
  groupsDifferentPicturesCannotBe: (groups, names) =>
    `${groups} 张不同的图像无法划分为 ${names} 部分：请添加图像，或减少部分。`,
  hasColumnsOnLine: (here, first) =>
    `第 ${here.line} 行有 ${here.columns} 列，而第 ${first.line} 行有 ${first.columns} 列：各行的列数请保持一致`,
  namesFilesAgain: (name, files) => `“${name}”在其他行又列出了 ${files} 个文件，这些行未使用。`,
  givesSeveralLabels: (name, between, none) =>
    `“${name}”给出多个标签，以“${between}”分隔${none ? `；${none} 张图像没有标签` : ''}。`,
  hasALineForEachClass: (name, pictures, classes) =>
    `“${name}”为图像的每个类别各占一行：${pictures} 张图像，${classes.length} 个类别（${classes.join(', ')}）。`,
  nameWhat: (name, what) => `“${name}”${what}。`,
  writing: '正在写入',
  isReadAs: (path, map) => `“${path}”按 --map ${map} 读取；如果不对，请给出其他 --map。`,
}
