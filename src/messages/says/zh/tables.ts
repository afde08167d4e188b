import type { tables as en } from '../en/tables'

export const tables: typeof en = {
  nameIsEmptyChooseA: (name) => `${name} 是空文件：请选择含标注的文件。`,
  fileLine1ShownIs: (file, shown) =>
    `${file}，第 1 行：“${shown}”是标注行，缺少写有列名的一行：请在其前面加上，例如 image_path,xmin,ymin,xmax,ymax,label，或使用 --columns 1=image,2=xmin 等。`,
  fileLine1ShownNames: (file, shown) =>
    `${file}，第 1 行：“${shown}”中没有列名 xmin、ymin、xmax、ymax（或 x、y、width、height；或 x、y）：请在第一行写上列名，或使用 --columns 列名=xmin 等。`,
  fileLine1BesideX: (file, radius) =>
    `${file}，第 1 行：除 x 和 y 外还有“${radius}”，说明不只是点，但又构不成完整的矩形框：请将列命名为 xmin、ymin、xmax、ymax。`,
  fileLineLineTheQuotation: (file, line) => `${file}，第 ${line} 行：该行的引号没有闭合：请修正。`,
  nameLineLine: (name, line) => `${name}，第 ${line} 行`,
  whereItHasNoLabel: (where, names) => `${where}：没有标签：请在“${names}”列写明类别。`,
  whereTheSizeWH: (where, w, h) => `${where}：尺寸 ${w} × ${h} 为负：请修正。`,
  whereCellIsNotA: (where, cell) => `${where}：“${cell}”不是数：请修正该行。`,
  rowsNameNoPicture: '# 行没有写明图像',
  noColumnNamesAClass: (className) =>
    `没有写明类别的列（label、class、name、category），因此全部归为“${className}”`,
  columnMeaningWrong: (part, kinds) =>
    `--columns：“${part}”没有说明某一列是什么：请写作 列名=含义，含义为 ${kinds} 之一。`,
  noSuchColumn: (file, name, names) => `${file}，第 1 行：没有“${name}”列：其列为 ${names}。`,
  nameDoesNotSayWhich: (name, names) =>
    `${name} 没有说明哪些行属于哪张图像：其列为 ${names}；请将写有图像名称的列命名为“image”，或使用 --columns 列名=image。`,
  nameLine1NoColumn: (name, names) =>
    `${name}，第 1 行：没有写明类别的列：其列为 ${names}；请将写有类别的列命名为“label”，或使用 --columns 列名=label。`,
  noneOfItsNumbersIs: '所有数值都不大于 1，因此按图像的比例处理',
  nameHoldsPlacesOnA: (name, imageName) =>
    `${name} 中是地图坐标，而“${imageName}”没有说明其地理位置：请使用有地理坐标的图像。`,
  itsCoordinatesWereMovedTo: '其坐标已转换到另一基准面，精度约为数米',
  tooShort: '文件过短',
  moreRowsThanTheFile: '行数多于文件的内容',
  columnsThatAreWiderThan: '列宽超过行宽',
  nameIsNotAFile: (name) => `${name} 不是 VIA 文件：请导出为 JSON。`,
  namePictureRegionI: (name, picture, i) => `${name}，${picture}，区域 ${i}`,
  fileHasTheAttributesValue: (file, value) =>
    `${file} 有属性 ${value}，但没有名为“class”的：请将表示类别的属性命名为 class。`,
  whereItHasNoClass: (where, className) => `${where}：没有类别：请填写属性“${className}”。`,
  whereItsNameIsFound: (where, name, found) => `${where}：其 ${name} 为 ${found}：必须是数。`,
  whereTheShapeShapeIs: (where, shape) => `${where}：形状 ${shape} 未知：请删除。`,
  whereItHasNotAt: (where, least) => `${where}：不足 ${least} 个点：请修正或删除。`,
}
