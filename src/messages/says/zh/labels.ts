import type { labels as en } from '../en/labels'

export const labels: typeof en = {
  fileLineThisIsNot: (file, line) => `${file}${line}：不是有效的 YAML，无法读取类别名称：请修正。`,
  lineLine: (line) => `，第 ${line} 行`,
  fileKeyInItsNames: (file, key) => `${file}：names 中的“${key}”不是类别编号：编号从 0 开始。`,
  whereTheShapeNamesFrom: (where, shapeNames, x, y, right, bottom, name, width, height) =>
    `${where}：从 ${x}、${y} 到 ${right}、${bottom} 的${shapeNames}位于“${name}”（${width} × ${height} 像素）之外：请检查标注是否属于此图像。`,
  whereTheCoordinatesOfA: (where, shapeNames) => `${where}：${shapeNames}的坐标并非全是数：请修正或删除。`,
  thereIsNoFormatId: (id, choice) => `没有格式“${id}”：请选择 ${choice} 之一。`,
  fileHoldsNoLabelsThat: (file, choice) => `${file} 的内容不是可识别的标注：应为 ${choice} 之一。`,
  outsideThePicture: '在图像之外',
  ofNoKnownClass: '类别未知',
  notWellFormed: '格式不正确',
  withoutAnySize: '没有大小',
  cutAtTheBorder: '在边缘处裁切',
  fileAllOddLabelsOf: (file, odd, name, message) =>
    `${file}：“${name}”的 ${odd} 个标注全部有误。第一个：${message}`,
  fileAndFilesOtherFiles: (file, files) => `${file} 及其他 ${files} 个文件`,
  whereCountChangedWhat: (where, count, what) => `${where}：${count} 个有改动（${what}）。`,
  whereCountLeftOutWhat: (where, count, what, first) => `${where}：${count} 个未导入（${what}）${first}。`,
  theFirstFirst: (first) => `；第一个：${first}`,
  fileLineLineThisIs: (file, line) => `${file}，第 ${line} 行：不是有效的 JSON：请用原程序重新保存该文件。`,
  fileLineLineThisIsNot: (file, line) =>
    `${file}，第 ${line} 行：不是有效的 JSON，缺少结尾：请用原程序重新保存该文件。`,
  fileSaysThatItIs: (file, encoding) => `${file} 标明的编码“${encoding}”未知：请存为 UTF-8。`,
  fileLineThisIsNotTo: (file, line, toUpperCase) =>
    `${file}${line}：不是 ${toUpperCase}，而文件没有说明其编码：请存为 UTF-8。`,
  fileWasMadeForName: (file, name, width, height, imageWidth, imageHeight) =>
    `${file} 对应 ${width} × ${height} 像素的“${name}”，而该图像为 ${imageWidth} × ${imageHeight}：请选择此图像的标注。`,
  folderHoldsTwoListsOf: (folder, name, otherName) =>
    `${folder} 中有两份不同的类别名称列表，${name} 和 ${otherName}：请移走不属于这些标注的一份。`,
  nameAndSecondNameCould: (name, secondName) => `${name} 和 ${secondName} 都可能是`,
  itsNameCouldAlsoBe: (name, best) => `其中的“${name}”也可能是 ${best}，而不只是`,
  fileHasNoImageCalled: (file, name, names) =>
    `${file} 没有名为“${name}”的图像（只有 ${names}）：请重命名图像，或选择其他标注。`,
  fileWhyNameNobodyGets: (file, why, name) =>
    `${file}：${why} ${name}：这些标注不会分配给任何图像。请在名称前写上文件夹，或将每个文件夹连同各自的标注单独导入。`,
  fileHoldsNoObjectOf: (file, name) => `${file} 中没有“${name}”的对象。`,
  fileWasMadeForFile2: (file, file2, name) => `${file} 对应“${file2}”，而不是“${name}”：请选择此图像的标注。`,
  thereIsNoLabelFile: (path) => `没有标注文件“${path}”：请检查路径。`,
  pathIsNoFileChoose: (path) => `“${path}”不是文件：请选择含标注的文件。`,
  nameHasE6MbAnd: (name, e6, label, e62) =>
    `${name} 有 ${e6} MB，而 ${label} 最多读取 ${e62} MB：请将其拆分，或存为 GeoJSON、COCO 或 CSV。`,
  theLabelFileFileCannot: (file) => `无法读取标注文件“${file}”：请检查其权限和大小。`,
  fileIsNotAText: (file) => `“${file}”不是文本文件：请选择含标注的文件。`,
  fileLineLineThisIsNotValid: (file, line, s) =>
    `${file}，第 ${line} 行：不是有效的 XML（${s}），或缺少结尾：请用原程序重新保存该文件。`,
  fileHasNoElementsIt: (file) => `${file} 没有元素：它不是 XML 文件。`,
  whereNameIsTextIt: (where, name, text) => `${where}：<${name}> 为${text}：必须是数。`,
  missing: '空',
}
