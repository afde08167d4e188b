import type { Shown } from '../../shown'

export const labels = {
  fileLineThisIsNot: (file: Shown, line: Shown) =>
    `${file}${line}: this is not valid YAML, so that the class names cannot be read: mend it.`,
  lineLine: (line: Shown) => `, line ${line}`,
  fileKeyInItsNames: (file: Shown, key: Shown) =>
    `${file}: "${key}" in its names is no class number: these count from 0.`,
  whereTheShapeNamesFrom: (
    where: Shown,
    shapeNames: Shown,
    x: Shown,
    y: Shown,
    right: Shown,
    bottom: Shown,
    name: Shown,
    width: Shown,
    height: Shown,
  ) =>
    `${where}: the ${shapeNames} from ${x}, ${y} to ${right}, ${bottom} lies outside "${name}" (${width} × ${height} pixels): check that the labels belong to this image.`,
  whereTheCoordinatesOfA: (where: Shown, shapeNames: Shown) =>
    `${where}: the coordinates of a ${shapeNames} are not all numbers: mend or remove it.`,
  thereIsNoFormatId: (id: Shown, choice: Shown) => `There is no format "${id}": choose one of ${choice}.`,
  fileHoldsNoLabelsThat: (file: Shown, choice: Shown) =>
    `${file} holds no labels that can be told by their content: it should be one of ${choice}.`,
  outsideThePicture: 'outside the picture',
  ofNoKnownClass: 'of no known class',
  notWellFormed: 'not well formed',
  withoutAnySize: 'without any size',
  cutAtTheBorder: 'cut at the border',
  fileAllOddLabelsOf: (file: Shown, odd: Shown, name: Shown, message: Shown) =>
    `${file}: all ${odd} labels of "${name}" are wrong. The first: ${message}`,
  fileAndFilesOtherFiles: (file: Shown, files: Shown) => `${file} and ${files} other files`,
  whereCountChangedWhat: (where: Shown, count: Shown, what: Shown) => `${where}: ${count} changed (${what}).`,
  whereCountLeftOutWhat: (where: Shown, count: Shown, what: Shown, first: Shown) =>
    `${where}: ${count} left out (${what})${first}.`,
  theFirstFirst: (first: Shown) => `; the first: ${first}`,
  fileLineLineThisIs: (file: Shown, line: Shown) =>
    `${file}, line ${line}: this is not valid JSON: save the file anew from the program it came from.`,
  fileLineLineThisIsNot: (file: Shown, line: Shown) =>
    `${file}, line ${line}: this is not valid JSON, its end is missing: save the file anew from the program it came from.`,
  fileSaysThatItIs: (file: Shown, encoding: Shown) =>
    `${file} says that it is written in the encoding "${encoding}", which is not known: save it as UTF-8.`,
  fileLineThisIsNotTo: (file: Shown, line: Shown, toUpperCase: Shown) =>
    `${file}${line}: this is not ${toUpperCase}, and the file does not say what it is: save it as UTF-8.`,
  fileWasMadeForName: (
    file: Shown,
    name: Shown,
    width: Shown,
    height: Shown,
    imageWidth: Shown,
    imageHeight: Shown,
  ) =>
    `${file} was made for "${name}" of ${width} × ${height} pixels, the image has ${imageWidth} × ${imageHeight}: choose the labels of this image.`,
  folderHoldsTwoListsOf: (folder: Shown, name: Shown, otherName: Shown) =>
    `${folder} holds two lists of class names that differ, ${name} and ${otherName}: move away the one that does not belong to the labels.`,
  nameAndSecondNameCould: (name: Shown, secondName: Shown) => `${name} and ${secondName} could both be`,
  itsNameCouldAlsoBe: (name: Shown, best: Shown) => `its "${name}" could also be ${best}, and not only`,
  fileHasNoImageCalled: (file: Shown, name: Shown, names: Shown) =>
    `${file} has no image called "${name}" (it has ${names}): rename the image or choose other labels.`,
  fileWhyNameNobodyGets: (file: Shown, why: Shown, name: Shown) =>
    `${file}: ${why} ${name}: nobody gets these labels. Write the folder before the name, or import each folder with labels of its own.`,
  fileHoldsNoObjectOf: (file: Shown, name: Shown) => `${file} holds no object of "${name}".`,
  fileWasMadeForFile2: (file: Shown, file2: Shown, name: Shown) =>
    `${file} was made for "${file2}", not for "${name}": choose the labels of this image.`,
  thereIsNoLabelFile: (path: Shown) => `There is no label file "${path}": check the path.`,
  pathIsNoFileChoose: (path: Shown) => `"${path}" is no file: choose a file with labels.`,
  nameHasE6MbAnd: (name: Shown, e6: Shown, label: Shown, e62: Shown) =>
    `${name} has ${e6} MB, and ${label} is read up to ${e62} MB: divide it, or save it as GeoJSON, COCO or CSV.`,
  theLabelFileFileCannot: (file: Shown) =>
    `The label file "${file}" cannot be read: check its permissions and size.`,
  fileIsNotAText: (file: Shown) => `"${file}" is not a text file: choose a file with labels.`,
  fileLineLineThisIsNotValid: (file: Shown, line: Shown, s: Shown) =>
    `${file}, line ${line}: this is not valid XML (${s}), or its end is missing: save the file anew from the program it came from.`,
  fileHasNoElementsIt: (file: Shown) => `${file} has no elements: it is not an XML file.`,
  whereNameIsTextIt: (where: Shown, name: Shown, text: Shown) =>
    `${where}: <${name}> is ${text}: it must be a number.`,
  missing: 'missing',
}
