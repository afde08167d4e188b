import type { formatNames as en } from '../en/formatNames'

export const formatNames: typeof en = {
  csvTable: 'CSV 表格',
  csvTableOfOutlines: '轮廓 CSV 表格',
  dotaText: 'DOTA 文本',
  aGeoPackage: 'GeoPackage 文件',
  geojsonOnTheMap: '地图坐标的 GeoJSON',
  aLabelPng: '标注 PNG',
  aShapefile: 'shapefile 文件',
  viaJsonOrCsv: 'VIA JSON 或 CSV',
  yoloText: 'YOLO 文本',
  aLabelTiff: '标注 TIFF',
  aTiffOfNumberedObjects: '编号对象 TIFF',
}
