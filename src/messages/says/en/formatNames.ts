export const formatNames = {
  csvTable: 'CSV table',
  csvTableOfOutlines: 'CSV table of outlines',
  dotaText: 'DOTA text',
  aGeoPackage: 'a GeoPackage',
  geojsonOnTheMap: 'GeoJSON on the map',
  aLabelPng: 'a label PNG',
  aShapefile: 'a shapefile',
  viaJsonOrCsv: 'VIA JSON or CSV',
  yoloText: 'YOLO text',
  aLabelTiff: 'a label TIFF',
  aTiffOfNumberedObjects: 'a TIFF of numbered objects',
}
