import type { labelFormats as en } from '../en/labelFormats'

export const labelFormats: typeof en = {
  fileHasItemInIts: (file, item, list) => `${file} 的列表“${list}”中有 ${item}：请删除。`,
  fileAnnotationNumberIdId: (file, number, id) => `${file}，标注 ${number}（id ${id}）`,
  fileHasNoListMissing: (file, missing) => `${file} 没有列表“${missing}”：它不是 COCO 文件。`,
  annotationsBelongToNoImage: '# 条标注不属于文件中的任何图像',
  fileTwoImagesHaveThe: (file, image, id, name) =>
    `${file}：有两张图像的 id 都是 ${image}（${id} 和 ${name}），无法判断标注属于哪一张：请重新编号。`,
  fileWasMadeForName: (file, name, width, height, imageWidth, imageHeight) =>
    `${file} 对应 ${width} × ${height} 像素的“${name}”，而该图像为 ${imageWidth} × ${imageHeight}：请选择此图像的标注。`,
  whereCategoryCategoryIsNot: (where, category) =>
    `${where}：类别 ${category} 不在文件的 categories 中：请添加。`,
  crowdsWhichAreNoSingle: 'crowd 标注，不是单个对象',
  whereItHasNeitherA: (where) => `${where}：既没有矩形框也没有多边形：请修正或删除。`,
  theKeyPointsOfObjects: '# 个对象的关键点无法读取，未导入',
  whereBoxIsATurned: (where, box) =>
    `${where}：${box} 是旋转框，各程序对其锚点的约定不一致：请把四个角点写为 segmentation。`,
  whereBoxIsNotA: (where, box) =>
    `${where}：${box} 不是由四个数 [x, y, width, height] 组成的矩形框：请修正或删除。`,
  whereTheSizeWH: (where, w, h) => `${where}：尺寸 ${w} × ${h} 为负：请修正或删除。`,
  whereItsMaskHasNo: (where) => `${where}：其掩膜没有可读取的游程或尺寸：请修正或删除。`,
  aMaskThatCannotBe: '无法读取的掩膜，改为其矩形框',
  whereWrongIsNotA: (where, wrong) =>
    `${where}：${wrong} 不是多边形 [x1, y1, x2, y2, x3, y3, …]：请修正或删除。`,
  aPartThatIsNo: '不是多边形的部分',
  nameHasNoListOf: (name) => `${name} 没有含标注的图像列表：它不是 Create ML 文件。`,
  fileNameAnnotationI: (file, name, i) => `${file}，${name}，标注 ${i}`,
  whereItHasNoLabel: (where) => `${where}：没有标签：请在该处写明类别。`,
  wherePlaceIsNotX: (where, place) => `${where}：${place} 不是 x、y、width 和 height：请修正或删除。`,
  nameHoldsTheTracksTracks: (name, tracks) =>
    `${name} 含有视频的 ${tracks} 条轨迹：请从 CVAT 导出为“CVAT for images 1.1”。`,
  nameHasNoAnnotationsIt: (name) => `${name} 没有 <annotations>：它不是 CVAT 文件。`,
  fileLineLine: (file, line) => `${file}，第 ${line} 行`,
  tagsOfWholePictures: '整张图像的标签',
  severalPointsOfOneShape: '一个形状的多个点各自成为对象',
  whereANameHasNo: (where, name) => `${where}：此处不应有 <${name}>：请删除。`,
  whereTheRunsOfIts: (where) => `${where}：其掩膜的游程与尺寸不符：请修正或删除。`,
  whereItsMaskIsEmpty: (where) => `${where}：其掩膜为空：请删除。`,
  whereItsNameIsText: (where, name, text) => `${where}：其 ${name} 为“${text}”：必须是数。`,
  whereAttributesAreNotAt: (where, attributes, least) =>
    `${where}：“${attributes}”不足 ${least} 个点 x,y;x,y;…：请修正或删除。`,
  whereTrimIsNotX1: (where, trim) =>
    `${where}：“${trim}”不是“x1 y1 x2 y2 x3 y3 x4 y4 category difficult”：请修正该行。`,
  objectsAreMarkedAsDifficult: '# 个对象标记为 difficult，按普通对象导入',
  nameTaskI: (name, i) => `${name}，任务 ${i}`,
  nameHasNoTaskWith: (name) => `${name} 没有含图像的任务：请从 Label Studio 导出为 JSON。`,
  picturesHaveSeveralAnnotationsAnd: '# 张图像有多份标注，已全部导入',
  taskResultI: (task, i) => `${task}，结果 ${i}`,
  choicesAndTextsOfWhole: '整张图像的选项与文本',
  whereItWasDrawnOn: (where, result) =>
    `${where}：是在旋转了 ${result}° 的图像上绘制的：请在 Label Studio 中把图像转回来。`,
  whereItsNameIsFound: (where, name, found) => `${where}：其 ${name} 为 ${found}：必须是数。`,
  wherePointsAreNotAt: (where, points) => `${where}：${points} 不足 3 个点 [x, y]：请修正或删除。`,
  whereABrushMaskIs: (where) => `${where}：不读取画笔掩膜：请将项目导出为带掩膜的 COCO，或改用多边形。`,
  nameHasNoListShapes: (name) => `${name} 没有列表“shapes”：它不是 LabelMe 文件。`,
  fileWasMadeForA: (file, width, height, name, imageWidth, imageHeight) =>
    `${file} 对应 ${width} × ${height} 像素的图像，而“${name}”为 ${imageWidth} × ${imageHeight}：请选择此图像的标注。`,
  fileShapeNumber: (file, number) => `${file}，形状 ${number}`,
  whereTheShapeTypeType: (where, type) => `${where}：形状类型 ${type} 未知：请删除。`,
  whereItHasNoMask: (where) => `${where}：没有掩膜：请删除。`,
  whereValueAreNotAt: (where, value, least) => `${where}：${value} 不足 ${least} 个点 [x, y]：请修正或删除。`,
  nameHasNoAnnotationIt: (name) => `${name} 没有 <annotation>：它不是 Pascal VOC 文件。`,
  whereThisObjectHasNo: (where) => `${where}：该对象没有 <name>：请在该处写明类别。`,
  partsOfObjectsWereLeft: '# 个对象的部件未导入',
  whereClassNameHasNo: (where, className) => `${where}：“${className}”没有 <bndbox>：请修正或删除。`,
  whereItsPolygonHasNo: (where) => `${where}：其 <polygon> 不足三个角点：请修正或删除。`,
  nameHasNoAssetWith: (name) => `${name} 没有含区域的 asset：请从 VoTT 导出为 JSON。`,
  fileNameRegionI: (file, name, i) => `${file}，${name}，区域 ${i}`,
  whereItHasNoTag: (where) => `${where}：没有标签：请在该处写明类别。`,
  whereRegionIsNoBox: (where, region) => `${where}：${region} 不是矩形框，也没有角点：请修正或删除。`,
  noClassNamesWereFound: (list, list2) =>
    `旁边没有类别名称（classes.txt、data.yaml），因此其编号按项目的类别处理：${list}${list2}`,
  noClassNamesWereFoundBeside: '旁边没有类别名称（classes.txt、data.yaml），因此以编号命名其类别',
  whereFieldIsNotA: (where, field) => `${where}：“${field}”不是数：YOLO 的一行为“class cx cy w h”。`,
  whereTextIsNotA: (where, text) => `${where}：“${text}”不是类别编号：编号从 0 开始。`,
  whereClassValueIsNot: (where, value, list, list2, list3, list4) =>
    `${where}：类别 ${value} 不在类别列表中（${list} 个类别，0 到 ${list2}：${list3}${list4}）：请添加该类别，或修正该行。`,
  whereTheSizeWHIs: (where, w, h) => `${where}：尺寸 ${w} × ${h} 为负：请修正该行。`,
  whereLineHasValuesValues: (where, line, values, values2) =>
    `${where}：“${line}”有 ${values} 个数值：YOLO 的一行为“class cx cy w h”，或类别加至少三个角点${values2}。`,
  dataYamlSpeaksOfKey: (keyPoints, keyPoints2) =>
    `；data.yaml 标明有 ${keyPoints} 个关键点，每个 ${keyPoints2} 个数值`,
  whereLineHoldsNoShares: (where, line) =>
    `${where}：“${line}”不是 0 到 1 之间的图像比例：像素值须除以图像尺寸，关键点须在 data.yaml 中写明 kpt_shape。`,
}
