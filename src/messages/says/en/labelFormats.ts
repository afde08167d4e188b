import type { Shown } from '../../shown'

export const labelFormats = {
  fileHasItemInIts: (file: Shown, item: Shown, list: Shown) =>
    `${file} has ${item} in its list "${list}": remove it.`,
  fileAnnotationNumberIdId: (file: Shown, number: Shown, id: Shown) =>
    `${file}, annotation ${number} (id ${id})`,
  fileHasNoListMissing: (file: Shown, missing: Shown) =>
    `${file} has no list "${missing}": it is not a COCO file.`,
  annotationsBelongToNoImage: '# annotations belong to no image of the file',
  fileTwoImagesHaveThe: (file: Shown, image: Shown, id: Shown, name: Shown) =>
    `${file}: two images have the id ${image}, ${id} and ${name}, so that nobody can tell whose the annotations are: number them anew.`,
  fileWasMadeForName: (
    file: Shown,
    name: Shown,
    width: Shown,
    height: Shown,
    imageWidth: Shown,
    imageHeight: Shown,
  ) =>
    `${file} was made for "${name}" of ${width} × ${height} pixels, the image has ${imageWidth} × ${imageHeight}: choose the labels of this image.`,
  whereCategoryCategoryIsNot: (where: Shown, category: Shown) =>
    `${where}: category ${category} is not among the file's categories: add it there.`,
  crowdsWhichAreNoSingle: 'crowds, which are no single objects',
  whereItHasNeitherA: (where: Shown) => `${where}: it has neither a box nor a polygon: mend or remove it.`,
  theKeyPointsOfObjects: 'the key points of # objects cannot be read and were left out',
  whereBoxIsATurned: (where: Shown, box: Shown) =>
    `${where}: ${box} is a turned box, of which programs do not agree where it is anchored: write its four corners as segmentation.`,
  whereBoxIsNotA: (where: Shown, box: Shown) =>
    `${where}: ${box} is not a box of four numbers [x, y, width, height]: mend or remove it.`,
  whereTheSizeWH: (where: Shown, w: Shown, h: Shown) =>
    `${where}: the size ${w} × ${h} is negative: mend or remove it.`,
  whereItsMaskHasNo: (where: Shown) =>
    `${where}: its mask has no runs or no size that can be read: mend or remove it.`,
  aMaskThatCannotBe: 'a mask that cannot be read, to its box',
  whereWrongIsNotA: (where: Shown, wrong: Shown) =>
    `${where}: ${wrong} is not a polygon [x1, y1, x2, y2, x3, y3, …]: mend or remove it.`,
  aPartThatIsNo: 'a part that is no polygon',
  nameHasNoListOf: (name: Shown) =>
    `${name} has no list of images with annotations: it is not a file for Create ML.`,
  fileNameAnnotationI: (file: Shown, name: Shown, i: Shown) => `${file}, ${name}, annotation ${i}`,
  whereItHasNoLabel: (where: Shown) => `${where}: it has no label: name its class there.`,
  wherePlaceIsNotX: (where: Shown, place: Shown) =>
    `${where}: ${place} is not x, y, width and height: mend or remove it.`,
  nameHoldsTheTracksTracks: (name: Shown, tracks: Shown) =>
    `${name} holds the ${tracks} tracks of a video: export it from CVAT as "CVAT for images 1.1".`,
  nameHasNoAnnotationsIt: (name: Shown) => `${name} has no <annotations>: it is not a file of CVAT.`,
  fileLineLine: (file: Shown, line: Shown) => `${file}, line ${line}`,
  tagsOfWholePictures: 'tags of whole pictures',
  severalPointsOfOneShape: 'several points of one shape are objects of their own',
  whereANameHasNo: (where: Shown, name: Shown) => `${where}: a <${name}> has no place here: remove it.`,
  whereTheRunsOfIts: (where: Shown) =>
    `${where}: the runs of its mask do not fit its size: mend or remove it.`,
  whereItsMaskIsEmpty: (where: Shown) => `${where}: its mask is empty: remove it.`,
  whereItsNameIsText: (where: Shown, name: Shown, text: Shown) =>
    `${where}: its ${name} is "${text}": it must be a number.`,
  whereAttributesAreNotAt: (where: Shown, attributes: Shown, least: Shown) =>
    `${where}: "${attributes}" are not at least ${least} points x,y;x,y;…: mend or remove it.`,
  whereTrimIsNotX1: (where: Shown, trim: Shown) =>
    `${where}: "${trim}" is not "x1 y1 x2 y2 x3 y3 x4 y4 category difficult": mend the line.`,
  objectsAreMarkedAsDifficult: '# objects are marked as difficult, and were taken like the others',
  nameTaskI: (name: Shown, i: Shown) => `${name}, task ${i}`,
  nameHasNoTaskWith: (name: Shown) =>
    `${name} has no task with an image: export it from Label Studio as JSON.`,
  picturesHaveSeveralAnnotationsAnd: '# pictures have several annotations, and all were taken',
  taskResultI: (task: Shown, i: Shown) => `${task}, result ${i}`,
  choicesAndTextsOfWhole: 'choices and texts of whole pictures',
  whereItWasDrawnOn: (where: Shown, result: Shown) =>
    `${where}: it was drawn on the picture turned by ${result}°: turn the picture back in Label Studio.`,
  whereItsNameIsFound: (where: Shown, name: Shown, found: Shown) =>
    `${where}: its ${name} is ${found}: it must be a number.`,
  wherePointsAreNotAt: (where: Shown, points: Shown) =>
    `${where}: ${points} are not at least 3 points [x, y]: mend or remove it.`,
  whereABrushMaskIs: (where: Shown) =>
    `${where}: a brush mask is not read: export the project as COCO with masks, or draw polygons.`,
  nameHasNoListShapes: (name: Shown) => `${name} has no list "shapes": it is not a LabelMe file.`,
  fileWasMadeForA: (
    file: Shown,
    width: Shown,
    height: Shown,
    name: Shown,
    imageWidth: Shown,
    imageHeight: Shown,
  ) =>
    `${file} was made for a picture of ${width} × ${height} pixels, "${name}" has ${imageWidth} × ${imageHeight}: choose the labels of this image.`,
  fileShapeNumber: (file: Shown, number: Shown) => `${file}, shape ${number}`,
  whereTheShapeTypeType: (where: Shown, type: Shown) =>
    `${where}: the shape type ${type} is not known: remove it.`,
  whereItHasNoMask: (where: Shown) => `${where}: it has no mask: remove it.`,
  whereValueAreNotAt: (where: Shown, value: Shown, least: Shown) =>
    `${where}: ${value} are not at least ${least} points [x, y]: mend or remove it.`,
  nameHasNoAnnotationIt: (name: Shown) => `${name} has no <annotation>: it is not a Pascal VOC file.`,
  whereThisObjectHasNo: (where: Shown) => `${where}: this object has no <name>: name its class there.`,
  partsOfObjectsWereLeft: '# parts of objects were left out',
  whereClassNameHasNo: (where: Shown, className: Shown) =>
    `${where}: "${className}" has no <bndbox>: mend or remove it.`,
  whereItsPolygonHasNo: (where: Shown) => `${where}: its <polygon> has no three corners: mend or remove it.`,
  nameHasNoAssetWith: (name: Shown) => `${name} has no asset with regions: export it from VoTT as JSON.`,
  fileNameRegionI: (file: Shown, name: Shown, i: Shown) => `${file}, ${name}, region ${i}`,
  whereItHasNoTag: (where: Shown) => `${where}: it has no tag: name its class there.`,
  whereRegionIsNoBox: (where: Shown, region: Shown) =>
    `${where}: ${region} is no box and it has no corners: mend or remove it.`,
  noClassNamesWereFound: (list: Shown, list2: Shown) =>
    `no class names were found beside it (classes.txt, data.yaml), so that its numbers are those of the project: ${list}${list2}`,
  noClassNamesWereFoundBeside:
    'no class names were found beside it (classes.txt, data.yaml), so that its classes are called by their numbers',
  whereFieldIsNotA: (where: Shown, field: Shown) =>
    `${where}: "${field}" is not a number: a YOLO line is "class cx cy w h".`,
  whereTextIsNotA: (where: Shown, text: Shown) =>
    `${where}: "${text}" is not a class number: these count from 0.`,
  whereClassValueIsNot: (where: Shown, value: Shown, list: Shown, list2: Shown, list3: Shown, list4: Shown) =>
    `${where}: class ${value} is not in the class list (${list} classes, 0 to ${list2}: ${list3}${list4}): add the class or mend the line.`,
  whereTheSizeWHIs: (where: Shown, w: Shown, h: Shown) =>
    `${where}: the size ${w} × ${h} is negative: mend the line.`,
  whereLineHasValuesValues: (where: Shown, line: Shown, values: Shown, values2: Shown) =>
    `${where}: "${line}" has ${values} values: a YOLO line is "class cx cy w h", or a class and at least three corners${values2}.`,
  dataYamlSpeaksOfKey: (keyPoints: Shown, keyPoints2: Shown) =>
    `; data.yaml speaks of ${keyPoints} key points of ${keyPoints2} values`,
  whereLineHoldsNoShares: (where: Shown, line: Shown) =>
    `${where}: "${line}" holds no shares of the picture from 0 to 1: pixels must be divided by its size, and key points need kpt_shape in data.yaml.`,
}
