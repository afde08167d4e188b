import type { maps as en } from '../en/maps'

export const maps: typeof en = {
  thereIsNoImageTo: '没有可导出的图像。',
  nameIsNoGeoPackage: (name) => `${name} 不是可读取的 GeoPackage：请从 QGIS 重新保存。`,
  nameHasLayersOnSeveral: (name) => `${name} 的图层属于多个坐标系：请将每个坐标系的图层存为单独的文件。`,
  nameNamesNoCoordinateSystem: (name) => `${name} 没有用 EPSG 编号说明坐标系：请从 QGIS 重新保存并指定。`,
  nameHasMoreThanMost: (name, mostFeatures) => `${name} 的要素超过 ${mostFeatures} 个：请将其拆分。`,
  nameFeatureNumber: (name, number) => `${name}，要素 ${number}`,
  whereFeatureIsNoFeature: (where, feature) =>
    `${where}：${feature} 不是要素，因此这不是 GeoJSON 要素集合：请用原程序重新导出。`,
  inAnotherPlaneThanThe: '与第一个不在同一平面',
  withoutAGeometry: '没有几何',
  severalPointsOrLinesOf: '一个要素的多个点或线各自成为对象',
  theNucleiOfCellsWere: '# 个细胞的细胞核未导入',
  theMeasurementsOfFeaturesWere: '# 个要素的测量值未导入',
  nameLiesOnAMap: (name, name2) => `“${name}”所在地图的坐标系“${name2}”没有编号：请按像素导出为 geojson。`,
  withoutAName: '未命名',
  nameDoesNotLieOn: (name) => `“${name}”没有地理位置：请按像素导出为 geojson。`,
  withoutAClass: '没有类别',
  featuresNameNoClassAnd: (className) => `# 个要素没有写明类别，归为“${className}”`,
  outsideThePicture: '在图像之外',
  mapCoordinates: '地图坐标',
  nameDoesNotSayWhat: (name, imageName) =>
    `${name} 没有说明其坐标的含义，而这些坐标又不是经纬度：请指定 --coordinates pixel；若为“${imageName}”的地图坐标，则指定 map。`,
  itsCoordinatesWereTakenFor: (epsg) => `其坐标按图像自身的地图坐标处理${epsg}`,
  epsgEpsg: (epsg) => `，EPSG:${epsg}`,
  itsCoordinatesWereMovedTo: '其坐标已转换到另一基准面，精度约为数米',
  longitudeAndLatitude: '经纬度',
  coordinatesOfSystem: (system) => `${system} 坐标`,
  fileIsInTheCoordinate: (file, system) =>
    `${file} 使用坐标系“${system}”，此处不支持：请用经纬度（EPSG:4326）保存。`,
  fileHoldsPlacesOnA: (file, system, name) =>
    `${file} 中是地图上的位置（${system}），而“${name}”没有说明其地理位置：请使用有地理坐标的图像，或指定 --coordinates pixel。`,
  nameAllItsRegionsWould: (name, imageName) =>
    `${name}：其所有区域都会小于“${imageName}”的一个像素，因此是地图上的位置：请使用有地理坐标的图像，或指定 --coordinates share 或 pixel。`,
  fileTakenForAsAll: (file, as, name) =>
    `${file}：按${as}处理时全部位于“${name}”之外：请选择此图像的标注，或用 --coordinates pixel、lonlat 或 map 说明其坐标。`,
  valueItsGeometryTypeIs: (value, type) => `${value}：几何类型 ${type} 未知：请删除。`,
  valueCoordinatesAreNoCoordinates: (value, coordinates, type) =>
    `${value}：${coordinates} 不是 ${type} 的坐标：请修正或删除。`,
  aSystemWithoutAName: '未命名的坐标系',
  fileIsInSystemName: (file, system, name, own, unknown) =>
    `${file} 使用${system}，“${name}”使用${own}，而${unknown}此处不支持：请用图像自身的坐标系保存标注，并指定 --coordinates map。`,
  nameLiesInEpsgEpsg: (name, epsg) =>
    `“${name}”使用 EPSG:${epsg}，shapefile 在此无法表示：请导出为 gpkg 或 geojson-map。`,
  pixelsOfImagesImagesLie: (pixels, images) =>
    `${images} 张图像中有 ${pixels} 张没有地理位置：其 shapefile 以像素为单位，y 轴向下。`,
  nameHasMoreObjectsThan: (name) => `“${name}”的对象多于 2 GB 的 shapefile 所能容纳的数量：请导出为 gpkg。`,
  aClassOnImageHas: (image, longest, mostText) =>
    `“${image}”上有类别的名称长 ${longest} 字节，而 shapefile 最多容纳 ${mostText} 字节：请使用更短的名称，或导出为 gpkg。`,
  moreThan2Gb: '超过 2 GB',
  anotherBeginning: '文件头不符',
  cutOff: '不完整',
  aRecordThatIsLonger: '有记录长于文件',
  shapesOfKindCode: (code) => `类型为 ${code} 的形状`,
  aShapeWithMorePoints: '有形状的点数超过其记录',
  aShapeWhosePartsAre: '有形状的各部分顺序错乱',
  indexShapesAndCountRows: (index, count) => `${index} 个形状，而其表格有 ${count} 行`,
  nameIsNoShapefileThat: (name, what) =>
    `${name} 不是可读取的 shapefile${what}：请从 QGIS 连同其 .dbf 重新保存。`,
  pathHasE6MbAnd: (path, e6, e62) =>
    `${path} 有 ${e6} MB，而最多读取 ${e62} MB：请将其拆分，或存为 GeoPackage。`,
  whereTextIsNoGeometry: (where, text) => `${where}：“${text}”不是 POLYGON ((…)) 之类的几何：请修正该行。`,
  whereTextIsNotOne: (where, text) => `${where}：“${text}”不是单个几何：请拆分该行。`,
  whereListsIsNoGeometry: (where, lists) => `${where}：“${lists}”不是几何：请修正该行。`,
}
