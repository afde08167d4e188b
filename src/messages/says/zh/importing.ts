import type { importing as en } from '../en/importing'

export const importing: typeof en = {
  importName: (name) => `导入 ${name}`,
  importLabelsIntoName: (name) => `将标注导入 ${name}`,
  importCountObjectsIntoName: (count, name) => `将 ${count} 个对象导入 ${name}`,
  fileHasTheClassMissing: (file, missing, names) =>
    `${file} 含有类别“${missing}”，此项目没有该类别（${names}）；请先添加该类别。`,
  theLabelFile: '标注文件',
  theFolderPathHasNo: (path) => `文件夹“${path}”中没有图像：请另选一个。`,
  folderHoldsMoreThanFolder: (folder, folderLimit) =>
    `“${folder}”含有超过 ${folderLimit} 张图像：请选择其中一部分。`,
  theListGivesAClass: (classes) =>
    `该列表为整张图像给出类别：${classes} 张图像的每个类别各得到一个与图像同大的矩形框。`,
  theListHasOtherColumns: (list, columns) =>
    `${list} 已作为图像列表读取，其中这些列未读取：${columns}。如果它们是标注，请用 --labels 给出此文件，并用 --columns 说明各列的含义。`,
  nameAtLeastOneImage: '请至少指定一个要导入的图像文件。',
  formatFormatSaysHowLabels: (format) =>
    `--format ${format} 说明标注的写法，而这里没有标注：请加上 --labels，或不要使用。`,
  idleIsForNewPictures: (idle) => `${idle} 用于新图像，而这里没有新图像：请指定图像，或不要使用。`,
  fileIOfImages: (file, i, images) => `${file}（${i} / ${images}）`,
  noneOfTheRefusalsFiles: (refusals) => `${refusals} 个文件均未能`,
  refusalsFilesCouldNot: (refusals) => `${refusals} 个文件未能`,
  countBeImportedTheFirst: (count, file, message) => `${count}导入；第一个是 ${file}：${message}`,
  labelBelongsToNoImage: (label) => `${label} 不属于此项目的任何图像；请先导入其图像。`,
  fileDoesNotExistCheck: (file) => `${file} 不存在；请检查路径。`,
  alreadyThere: (images, first) =>
    `${images === 1 ? `“${first}”` : `${images} 张图像（第一张是“${first}”）`}已在项目中：不再重复导入，标注归入已有的图像。如需另存为一张独立的图像，请使用 import --again，或在窗口中选择“再次导入此图像”。`,
  otherContents: (images, first) =>
    `${images === 1 ? `“${first}”` : `${images} 个文件（第一个是“${first}”）`}与之前从同一位置导入的内容不同：已作为新图像导入；之前的标注仍属于旧图像。`,
  sameContents: (images, copy, of) =>
    images === 1
      ? `“${copy}”是“${of}”的副本：两者各有自己的标注。`
      : `${images} 张图像是其他图像的副本，例如“${copy}”是“${of}”的副本：各有自己的标注。`,
  objectsWereThere: (objects) => `${objects} 个对象已存在（类别和轮廓相同）：未重复添加。`,
  nameSaysSaidAPixel: (name, said, typed) => `“${name}”标明每像素 ${said}；按 --pixel-size 取 ${typed}。`,
  checkedForUnknown: (name, known) => `没有可供检查的类别“${name}”：项目中有 ${known}。`,
  theCheckedAreaXY: (x, y, w, h, name, width, height) =>
    `已检查区域 ${x},${y},${w},${h} 不在 ${name}（${width} × ${height} 像素）之内。`,
  maskBelongsToNoImage: (mask) =>
    `${mask} 不属于此项目的任何图像：请按其图像命名，例如 NAME.png 或 NAME_mask.png。`,
  theProjectHasNoClass: (name) =>
    `项目没有该运行所检测的类别 ${name}：请添加同名类别，以便复核、计数和导出其检测结果。`,
  theRunLearnedFromPixels: (sizes, others, images, name, pixelSize) =>
    `该运行学习的像素大小为 ${sizes}，而 ${images} 张图像中有 ${others} 张不同（“${name}”：${pixelSize}）：请用 predict --level 选择合适的分辨率。`,
  theLabelFileGivenDoes: (given) => `标注文件 ${given} 不存在；请检查路径。`,
  twiceHasLabelsInTwice2: (twice, twice2, given) =>
    `${twice} 的标注既在 ${twice2} 中，也在 --labels ${given} 中：请只给出一个。`,
  labelAndSecondLabelCould: (label, secondLabel, picture) =>
    `${label} 和 ${secondLabel} 都可能是 ${picture} 的标注：因此都不使用。请移走一个，或将每个文件夹单独导入。`,
  labelCouldBeTheLabels: (label, picture, twin) =>
    `${label} 既可能是 ${picture} 的标注，也可能是 ${twin} 的：因此不使用。请将每个文件夹单独导入。`,
  theFolderFolderHasNo: (folder, first, first2, pictures) =>
    `文件夹 ${folder} 中没有 ${first} 的标注文件（${first2}.txt、.json、.geojson、.xml、.csv，或 .png、.tif 掩膜）${pictures}。`,
  andNoneForTheOther: (pictures) => `，其他 ${pictures} 张图像也没有`,
  theFolderFolderHasNoLabel: (folder, picture) =>
    `文件夹 ${folder} 中没有 ${picture} 的标注文件，在 YOLO 数据集中这表示没有对象。`,
  theLabelsOfFirstHold: (first) => `“${first}”的标注中没有对象。`,
  theLabelsOfEmptyImages: (empty, first) => `${empty} 张图像的标注中没有对象；第一张是“${first}”。`,
  oneImageCameInWithout: (message) => `有一张图像未导入标注：${message}`,
  countImagesCameInWithout: (count, message) => `${count} 张图像未导入标注。第一个：${message}`,
  thereIsNoFolderFolder: (folder) => `没有文件夹“${folder}”：请指定图像现在所在的文件夹。`,
  nameWasNeverPreparedSo: (name, path, imagePath) =>
    `“${name}”从未预处理，无法判断“${path}”是否为同一图像：请将其文件放回“${imagePath}”，或重新导入。`,
  pathIsNotThePicture: (path, name) =>
    `“${path}”不是当初作为“${name}”导入的图像，其标注可能不再对应：请选择其他文件，或将此文件作为新图像导入。`,
}
