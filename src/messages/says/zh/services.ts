import type { services as en } from '../en/services'

export const services: typeof en = {
  shownOtherwise: (name, more, way, run, learned) =>
    `${name}${more > 0 ? ` 及另外 ${more} 张图像` : ''}的显示方式（预测时也是如此）为：${way}；而运行 ${run} 学习所用图像的显示方式为：${learned}。可能会漏检或误检：请改为相同的显示方式，或用这样显示的图像训练。`,
  severalRunsAreNamed: (name, ids) => `有多个运行名为“${name}”（${ids}）：请用编号指定。`,
  attributes: '属性',
  runNamesIdTwiceName: (id) => `--run 两次指定了 ${id}：请指定两次不同的运行进行比较。`,
  noImageWasSearchedBy: '没有图像被两次运行都预测过；请先分别预测。',
  theRegionXYW: (x, y, w, h, name, w2, h2) => `区域 ${x},${y},${w},${h} 位于 ${name}（${w2} × ${h2}）之外。`,
  nameHasNoMoreThan: (name, fields) => `${name} 中未检查的视野只有 ${fields} 个。`,
  theDatasetHasReaderTiles: (reader, index) => `数据集有 ${reader} 个切片，没有切片 ${index}。`,
  thisProjectHasNoClass: '此项目还没有类别；请添加一个并标注几个对象。',
  noObjectIsMarkedIn: '此项目中没有标注对象；请先标注几个对象，再生成数据集。',
  noObjectOfNameIs: (name) => `${name}没有标注对象：网络学不到从未见过的内容；请标注一些，或删除该类别。`,
  forHdf5IsForHdf5: (forHdf5, from) => `--${forHdf5} 用于 HDF5 文件，而“${from}”自身已说明：请不要使用。`,
  forFilesIsForPictures: (forFiles, from) =>
    `--${forFiles} 用于文件形式的图像，而“${from}”中的图像按原样读取：请不要使用。`,
  dealtDealsPicturesOutAnd: (dealt, from) =>
    `--${dealt} 用于划分图像，而“${from}”有自己的划分：请不要使用，或只对应图像与标签。`,
  channelChannelFromWrongTo: (channel, wrong, wrong2, image) =>
    `通道 ${channel} 无法显示 ${wrong} 到 ${wrong2}：请选择 ${image} 个通道之一，且最小值小于最大值。`,
  stainsOfColoursOnly: (name) => `${name} 有自己的通道：只有红绿蓝图像才能分离染色。`,
  propertyTwice: (name) => `属性“${name}”出现了两次：每个名称只能使用一次。`,
  thereIsNoImageNumber: (id) => `此项目中没有编号为 ${id} 的图像。`,
  nothingIsMarkedOfThe: (run, classNames) =>
    `运行 ${run} 学习的类别（${classNames}）都没有标注：请在每张图像中标注一个其类别的对象，或将项目的类别命名为与运行一致。`,
  runIdHasNotSearched: (id, image) => `运行 ${id} 还没有对 ${image} 做过预测；请先预测。`,
  anyImage: '任何图像',
  nameIsLeftOutRun: (name, id) => `${name} 未计入：运行 ${id} 没有对其做过预测。`,
  nameIsLeftOutHas: (name, has) => `${name} 未导出：${has}对其做过预测。`,
  runRunHasNot: (run) => `运行 ${run} 没有`,
  noRunHas: '没有运行',
  noImageYetImportOne: '还没有图像；请先导入',
  noPredictionYetPredict: '还没有预测；请先预测',
  thisProjectHasMissingFirst: (missing) => `此项目${missing}。`,
  whatRunsRunsFoundIs: (runs, value) =>
    `${runs} 次运行的检测结果已合并（${value}）：每张图像取最新的一次。要只取一次，请用 --run 指定。`,
  thisProjectHasNoDataset: '此项目还没有数据集：请先生成。',
  theFieldsThatWereDrawn: (image) => `无法读取在图像 ${image} 上抽取的视野；请用备份恢复项目。`,
  whatAPixelOfName: (name) =>
    `${name} 的像素大小未知，比例尺以像素计：请在图像属性中给出，或用 --pixel-size 导入。`,
  theRegionXYWH: (x, y, w, h, name, width, height) =>
    `区域 ${x},${y},${w},${h} 不含 ${name}（${width} × ${height}）的任何像素。`,
  hasSearchedNameYetPredict: (has, name) => `${has}对 ${name} 做过预测；请先预测，或使用 --what objects。`,
  runRunHasNot2: (run) => `运行 ${run} 还没有`,
  noRunHas2: '还没有运行',
  pathWasChangedWhileIt: (path) => `“${path}”在写入过程中被更改：请再试一次。`,
  nowhereOfImagesImagesLie: (nowhere, images) =>
    `${images} 张图像中有 ${nowhere} 张没有带编号的坐标系：其图层以像素为单位，y 轴向上。`,
  unknownOfImagesImagesAre: (unknown, images) =>
    `${images} 张图像中有 ${unknown} 张像素大小未知，以像素度量：请给出像素大小以得到 µm 或 m。`,
  nameHasNoLevelLevel: (name, level, levels) => `${name} 没有第 ${level} 级：按其最后一级 ${levels} 预测。`,
  mergeIsForBoxes: (id, model) =>
    `--merge 和 --merge-classes 用于重叠的矩形框，而运行 ${id}（${model}）不产生矩形框：请去掉这些选项。`,
  ttaTenCropAveragesThe: (id, model) =>
    `--tta ten-crop 对切片的类别取平均，而运行 ${id}（${model}）检测对象：请改用 flips。`,
  thisProjectHasNoImages: '此项目还没有图像；请先导入。',
  thereIsNoImageNumberId: (id, known) => `此项目中没有编号为 ${id} 的图像；现有图像：${known}。`,
  thereIsNoRunWhich: (which, known) => `此项目中没有运行“${which}”；现有运行：${known}。`,
  noClassForThreshold: (run, name, known) => `运行 ${run} 没有可设阈值的类别“${name}”；现有类别：${known}。`,
  expectedOfOthers: (run, name, more) =>
    `不给出运行 ${run} 的预期值：它没有从 ${name}${more > 0 ? ` 等 ${more + 1} 张图像` : ''} 学习过，训练时留出的部分无法说明那里有多少误报。`,
  noSuggestedThreshold: (run) => `运行 ${run} 未经验证，无法建议阈值：请直接给出阈值，例如 0.4。`,
  thisProjectHasNoTrained: '此项目还没有训练好的运行；请先训练。',
  theRunTellsTheClass: '该运行给出切片的类别，不检测可计数的对象。',
  theRejectedPlaceXY: (x, y, w, h, name, width, height) =>
    `被拒绝的位置 ${x},${y},${w},${h} 位于 ${name}（${width} × ${height} 像素）之外：请给出图像内的位置。`,
  thereIsNoObjectNumber: (object, name, first, more) =>
    `${name} 中没有编号为 ${object} 的对象；现有对象：${first}${more}。`,
  objectObjectOfNameHas: (object, name) =>
    `${name} 的对象 ${object} 没有大小：请用矩形框标注，再查找与其相似的目标。`,
  thisProjectHasNoImage: (image) => `此项目没有编号为 ${image} 的图像。`,
  thisProjectHasNoDatasetYet: '此项目还没有数据集；请先生成。',
  outIsAFolderName: (out, name) => `${out} 是文件夹；请指定要写入的文件，例如 ${name}。`,
  theWhatOfCountObjects: (what, count, label) => `${count} 个对象的${what}未导出，${label} 无法容纳。`,
  keyPoints: '关键点',
  renamedImagesHaveNamesThat: (renamed, some, renamed2) =>
    `${renamed} 张图像与其他图像重名，以 ${some}${renamed2} 区分。`,
  coarseIsForObjects: (id, model) =>
    `由粗到细用于给出对象位置的运行，而运行 ${id} 是 ${model}：请去掉该选项。`,
  coarseIsForHere: '由粗到细只在本机运行：请去掉 --coarse-to-fine 或 --on。',
  partFails: (reason) => `${reason}：请在代码目录中运行“npm run setup”，或重新安装应用。`,
}
