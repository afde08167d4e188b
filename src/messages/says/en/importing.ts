import { counted, formOf } from '../../plural'
import type { Shown } from '../../shown'

export const importing = {
  importName: (name: Shown) => `Import ${name}`,
  importLabelsIntoName: (name: Shown) => `Import labels into ${name}`,
  importCountObjectsIntoName: (count: Shown, name: Shown) => `Import ${count} objects into ${name}`,
  fileHasTheClassMissing: (file: Shown, missing: Shown, names: Shown) =>
    `${file} has the class "${missing}", which this project does not have (${names}); add the class first.`,
  theLabelFile: 'The label file',
  theFolderPathHasNo: (path: Shown) => `The folder "${path}" has no pictures in it: choose another.`,
  folderHoldsMoreThanFolder: (folder: Shown, folderLimit: Shown) =>
    `"${folder}" holds more than ${folderLimit} pictures: choose a part of it.`,
  theListGivesAClass: (classes: Shown) =>
    `The list gives a class to each whole picture: ${classes} pictures get a box as large as they are for each class.`,
  theListHasOtherColumns: (list: Shown, columns: Shown) =>
    `${list} was read as a list of pictures, and these columns of it were not read: ${columns}. Where they hold labels, give the file with --labels and say with --columns what they are.`,
  nameAtLeastOneImage: 'Name at least one image file to import.',
  formatFormatSaysHowLabels: (format: Shown) =>
    `--format ${format} says how labels are written, and there are none here: add --labels, or leave it out.`,
  idleIsForNewPictures: (idle: Shown) =>
    `${idle} is for new pictures, and there are none here: name them, or leave it out.`,
  fileIOfImages: (file: Shown, i: Shown, images: Shown) => `${file} (${i} of ${images})`,
  noneOfTheRefusalsFiles: (refusals: Shown) => `None of the ${refusals} files could`,
  refusalsFilesCouldNot: (refusals: Shown) => `${refusals} files could not`,
  countBeImportedTheFirst: (count: Shown, file: Shown, message: Shown) =>
    `${count} be imported; the first is ${file}: ${message}`,
  labelBelongsToNoImage: (label: Shown) =>
    `${label} belongs to no image of this project; import its image first.`,
  fileDoesNotExistCheck: (file: Shown) => `${file} does not exist; check the path.`,
  alreadyThere: (images: number, first: Shown) =>
    `${images === 1 ? `"${first}" is` : `${counted(images, 'image')} (the first is "${first}") are`} in the project already: not imported again, labels go to what is there. For a second one of its own use import --again or, in the window, "Import the image again".`,
  otherContents: (images: number, first: Shown) =>
    `${images === 1 ? `"${first}" is` : `${counted(images, 'file')} (the first is "${first}") are`} not what was imported from the same place before: imported as ${formOf(images, 'a new image', 'new images')}; labels from before stay with the old.`,
  sameContents: (images: number, copy: Shown, of: Shown) =>
    images === 1
      ? `"${copy}" is a copy of "${of}": each has labels of its own.`
      : `${counted(images, 'image')} are copies of others, as "${copy}" is of "${of}": each has labels of its own.`,
  objectsWereThere: (objects: number) =>
    `${counted(objects, 'object')} ${formOf(objects, 'was', 'were')} there already, with the same class and outline: not added again.`,
  nameSaysSaidAPixel: (name: Shown, said: Shown, typed: Shown) =>
    `"${name}" says ${said} a pixel; ${typed} is taken, as --pixel-size says.`,
  checkedForUnknown: (name: Shown, known: Shown) =>
    `There is no class "${name}" that an area could be checked for: the project has ${known}.`,
  theCheckedAreaXY: (x: Shown, y: Shown, w: Shown, h: Shown, name: Shown, width: Shown, height: Shown) =>
    `The checked area ${x},${y},${w},${h} does not lie inside ${name} (${width} × ${height} pixels).`,
  maskBelongsToNoImage: (mask: Shown) =>
    `${mask} belongs to no image of this project: call it as its image, such as NAME.png or NAME_mask.png.`,
  theProjectHasNoClass: (name: Shown) =>
    `The project has no class ${name}, which the run finds: add a class of that name to review, count and export what it finds.`,
  theRunLearnedFromPixels: (sizes: Shown, others: Shown, images: Shown, name: Shown, pixelSize: Shown) =>
    `The run learned from pixels of ${sizes}, and ${others} of ${images} images have others ("${name}": ${pixelSize}): choose the level that fits with predict --level.`,
  theLabelFileGivenDoes: (given: Shown) => `The label file ${given} does not exist; check the path.`,
  twiceHasLabelsInTwice2: (twice: Shown, twice2: Shown, given: Shown) =>
    `${twice} has labels in ${twice2} and in --labels ${given}: give one of them.`,
  labelAndSecondLabelCould: (label: Shown, secondLabel: Shown, picture: Shown) =>
    `${label} and ${secondLabel} could both be the labels of ${picture}: nobody gets them. Move one away, or give each folder its own import.`,
  labelCouldBeTheLabels: (label: Shown, picture: Shown, twin: Shown) =>
    `${label} could be the labels of ${picture} as well as of ${twin}: nobody gets them. Give each folder its own import.`,
  theFolderFolderHasNo: (folder: Shown, first: Shown, first2: Shown, pictures: Shown) =>
    `The folder ${folder} has no label file for ${first} (${first2}.txt, .json, .geojson, .xml, .csv or a mask as .png or .tif)${pictures}.`,
  andNoneForTheOther: (pictures: Shown) => ` and none for the other ${pictures} pictures`,
  theFolderFolderHasNoLabel: (folder: Shown, picture: Shown) =>
    `the folder ${folder} has no label file for ${picture}, which means no object in YOLO's data sets.`,
  theLabelsOfFirstHold: (first: Shown) => `The labels of "${first}" hold no object.`,
  theLabelsOfEmptyImages: (empty: Shown, first: Shown) =>
    `The labels of ${empty} images hold no object; the first is "${first}".`,
  oneImageCameInWithout: (message: Shown) => `One image came in without labels: ${message}`,
  countImagesCameInWithout: (count: Shown, message: Shown) =>
    `${count} images came in without labels. The first: ${message}`,
  thereIsNoFolderFolder: (folder: Shown) =>
    `There is no folder "${folder}": name the one that holds the pictures now.`,
  nameWasNeverPreparedSo: (name: Shown, path: Shown, imagePath: Shown) =>
    `"${name}" was never prepared, so it cannot be told whether "${path}" is the same: put its file back to "${imagePath}", or import it anew.`,
  pathIsNotThePicture: (path: Shown, name: Shown) =>
    `"${path}" is not the picture that was imported as "${name}", so its labels may lie elsewhere: choose another file, or import this one as a new image.`,
}
