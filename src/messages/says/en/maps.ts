import type { Shown } from '../../shown'

export const maps = {
  thereIsNoImageTo: 'There is no image to export.',
  nameIsNoGeoPackage: (name: Shown) => `${name} is no GeoPackage that can be read: save it anew from QGIS.`,
  nameHasLayersOnSeveral: (name: Shown) =>
    `${name} has layers on several maps: save those of each map as a file of its own.`,
  nameNamesNoCoordinateSystem: (name: Shown) =>
    `${name} names no coordinate system by its EPSG number: save it anew with one, from QGIS.`,
  nameHasMoreThanMost: (name: Shown, mostFeatures: Shown) =>
    `${name} has more than ${mostFeatures} features: divide it.`,
  nameFeatureNumber: (name: Shown, number: Shown) => `${name}, feature ${number}`,
  whereFeatureIsNoFeature: (where: Shown, feature: Shown) =>
    `${where}: ${feature} is no feature, so that this is not a GeoJSON collection of features: export it anew from the program it came from.`,
  inAnotherPlaneThanThe: 'in another plane than the first',
  withoutAGeometry: 'without a geometry',
  severalPointsOrLinesOf: 'several points or lines of one feature are objects of their own',
  theNucleiOfCellsWere: 'the nuclei of # cells were left out',
  theMeasurementsOfFeaturesWere: 'the measurements of # features were left out',
  nameLiesOnAMap: (name: Shown, name2: Shown) =>
    `"${name}" lies on a map whose coordinate system "${name2}" has no number: export as geojson, in pixels.`,
  withoutAName: 'without a name',
  nameDoesNotLieOn: (name: Shown) => `"${name}" does not lie on a map: export as geojson, in pixels.`,
  withoutAClass: 'without a class',
  featuresNameNoClassAnd: (className: Shown) => `# features name no class, and were taken as "${className}"`,
  outsideThePicture: 'outside the picture',
  mapCoordinates: 'map coordinates',
  nameDoesNotSayWhat: (name: Shown, imageName: Shown) =>
    `${name} does not say what its coordinates are, and they are no longitudes and latitudes: say --coordinates pixel, or map where they are those of "${imageName}" on its map.`,
  itsCoordinatesWereTakenFor: (epsg: Shown) =>
    `its coordinates were taken for those of the picture's own map${epsg}`,
  epsgEpsg: (epsg: Shown) => `, EPSG:${epsg}`,
  itsCoordinatesWereMovedTo: 'its coordinates were moved to another datum, which is good to some metres',
  longitudeAndLatitude: 'longitude and latitude',
  coordinatesOfSystem: (system: Shown) => `coordinates of ${system}`,
  fileIsInTheCoordinate: (file: Shown, system: Shown) =>
    `${file} is in the coordinate system "${system}", which is not known here: save it with longitude and latitude (EPSG:4326).`,
  fileHoldsPlacesOnA: (file: Shown, system: Shown, name: Shown) =>
    `${file} holds places on a map (${system}), and "${name}" does not say where on a map it lies: take the georeferenced picture, or say --coordinates pixel.`,
  nameAllItsRegionsWould: (name: Shown, imageName: Shown) =>
    `${name}: all its regions would be smaller than a pixel of "${imageName}", so that they are places on a map: take the georeferenced picture, or say --coordinates share or pixel.`,
  fileTakenForAsAll: (file: Shown, as: Shown, name: Shown) =>
    `${file}: taken for ${as}, all of it lies outside "${name}": choose the labels of this image, or say what they are with --coordinates pixel, lonlat or map.`,
  valueItsGeometryTypeIs: (value: Shown, type: Shown) =>
    `${value}: its geometry ${type} is not known: remove it.`,
  valueCoordinatesAreNoCoordinates: (value: Shown, coordinates: Shown, type: Shown) =>
    `${value}: ${coordinates} are no coordinates of a ${type}: mend or remove it.`,
  aSystemWithoutAName: 'a system without a name',
  fileIsInSystemName: (file: Shown, system: Shown, name: Shown, own: Shown, unknown: Shown) =>
    `${file} is in ${system}, "${name}" in ${own}, and ${unknown} is not known here: save the labels in the picture's own system and say --coordinates map.`,
  nameLiesInEpsgEpsg: (name: Shown, epsg: Shown) =>
    `"${name}" lies in EPSG:${epsg}, which a shapefile cannot name here: export as gpkg or geojson-map.`,
  pixelsOfImagesImagesLie: (pixels: Shown, images: Shown) =>
    `${pixels} of ${images} images lie on no map: their shapefiles are in pixels, y down.`,
  nameHasMoreObjectsThan: (name: Shown) =>
    `"${name}" has more objects than a shapefile of 2 GB holds: export as gpkg.`,
  aClassOnImageHas: (image: Shown, longest: Shown, mostText: Shown) =>
    `A class on "${image}" has a name of ${longest} bytes, and a shapefile holds ${mostText}: give it a shorter name, or export as gpkg.`,
  moreThan2Gb: 'more than 2 GB',
  anotherBeginning: 'another beginning',
  cutOff: 'cut off',
  aRecordThatIsLonger: 'a record that is longer than the file',
  shapesOfKindCode: (code: Shown) => `shapes of kind ${code}`,
  aShapeWithMorePoints: 'a shape with more points than its record',
  aShapeWhosePartsAre: 'a shape whose parts are out of order',
  indexShapesAndCountRows: (index: Shown, count: Shown) => `${index} shapes and ${count} rows of its table`,
  nameIsNoShapefileThat: (name: Shown, what: Shown) =>
    `${name} is no shapefile that can be read${what}: save it anew from QGIS, with its .dbf.`,
  pathHasE6MbAnd: (path: Shown, e6: Shown, e62: Shown) =>
    `${path} has ${e6} MB, and it is read up to ${e62} MB: divide it, or save it as a GeoPackage.`,
  whereTextIsNoGeometry: (where: Shown, text: Shown) =>
    `${where}: "${text}" is no geometry such as POLYGON ((…)): mend the row.`,
  whereTextIsNotOne: (where: Shown, text: Shown) =>
    `${where}: "${text}" is not one geometry: divide the row.`,
  whereListsIsNoGeometry: (where: Shown, lists: Shown) =>
    `${where}: "${lists}" is no geometry: mend the row.`,
}
