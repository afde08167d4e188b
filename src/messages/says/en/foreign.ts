import { formOf } from '../../plural'
import type { Shown } from '../../shown'

interface Columns {
  readonly columns: number
  readonly line: number
}

const plural = (n: number, one: string) => `${n} ${formOf(n, one, `${one}s`)}`

export const foreign = {
  theDataset: 'The dataset',
  pathIsEmpty0Bytes: (path: Shown) => `"${path}" is empty (0 bytes): copy it again from where it came.`,
  lookingAtThePictures: 'Looking at the pictures',
  fileHasNumbersClassesAnd: (file: Shown, numbers: Shown, names: Shown) =>
    `"${file}" has ${numbers} classes, and ${names} names were given: name each.`,
  pathHasNoPicturesSplit: (path: Shown, split: Shown, file: Shown) =>
    `"${path}" has no pictures${split}; it has ${file}: map them, as in images=test_img.`,
  ofThePartSplit: (split: Shown) => ` of the part ${split}`,
  differInSizeFromThose: (path: Shown) => `differ in size from those of "${path}"`,
  haveMasksInOnePart: 'have masks in one part and labels in the other: map the same for all',
  thePartSplitLacksIts: (split: Shown, pictures: Shown, images: Shown, file: Shown) =>
    `The part ${split} lacks its ${pictures}: map ${images} to one of ${file}.`,
  labels: 'labels',
  pictures: 'pictures',
  mapEitherLabelsOrMasks: (labels: Shown, masks: Shown) =>
    `Map either ${labels} or ${masks}: a picture is taught by one of them.`,
  inFileThereAreRows: (file: Shown, rows: Shown, imagePath: Shown, shape: Shown, labelPath: Shown) =>
    `In "${file}" there are ${rows} pictures in "${imagePath}" and ${shape} labels in "${labelPath}": map labels that belong to these pictures.`,
  areImagesAndMustBe: (images: Shown) => `are ${images}, and must be numbers in an array of one size`,
  haveTheShapeShapeAnd: (shape: Shown) =>
    `have the shape ${shape}, and must be rows × height × width × channels`,
  haveChannelsChannelsAndMust: (channels: Shown) =>
    `have ${channels} channels, and must have 1, or 3 and more`,
  ofChannelsTheFirstThree: (file: Shown, path: Shown, channels: Shown) =>
    `In "${file}" the pictures of "${path}" have ${channels} channels: the first three are taken as red, green and blue, the others are left out.`,
  areWidthHeightPixelsAnd: (width: Shown, height: Shown) =>
    `are ${width} × ${height} pixels, and must be square: resize them first`,
  fileHasNoDatasetPath: (file: Shown, path: Shown, file2: Shown) =>
    `"${file}" has no dataset "${path}"; it has ${file2}.`,
  inFileThePicturesOf: (file: Shown, path: Shown, what: Shown) =>
    `In "${file}" the pictures of "${path}" ${what}.`,
  isEmptyGiveAFile: 'is empty: give a file and its label on each line',
  hasAFirstLineAnd: 'has a first line and no other: give a file and its label on each line',
  hasNoLabelOnLine: (line: Shown) => `has no label on line ${line}: give a file and its label on each line`,
  hasSeveralColumnsAndNo:
    'has several columns and no first line that names them, such as "file,epidural,subdural"',
  hasCellsOnLineLine: (cells: Shown, line: Shown) =>
    `has "${cells}" on line ${line} in the column of parts, which takes train, val and test: correct it`,
  namesFileTwiceOnLine: (file: Shown, line: Shown, line2: Shown, parts: Shown) =>
    `names "${file}" twice, on line ${line} and line ${line2}, with different ${parts}: leave one out`,
  parts: 'parts',
  hasNoLabelOnLineLine: (line: Shown) => `has no label on line ${line}: fill it in, or leave the line out`,
  hasCellsOnLineLineIn: (cells: Shown, line: Shown, head: Shown) =>
    `has "${cells}" on line ${line} in the column "${head}", which takes 0 and 1: correct it, or leave the column out`,
  hasNoLineForFile: (file: Shown, missing: Shown, file2: Shown) =>
    `has no line for "${file}_${missing}", but others for "${file2}": give one for each class`,
  pathHasClassNamesClasses: (path: Shown, classNames: Shown, mostClasses: Shown) =>
    `"${path}" has ${classNames} classes and ${mostClasses} are possible: join some of them.`,
  folderHasNoFoldersPut: (folder: Shown) =>
    `"${folder}" has no folders: put the pictures of each class into a folder with its name.`,
  nameHoldsNoPictureSo: (name: Shown, name2: Shown) =>
    `"${name}" holds no picture, so nothing can be learned of "${name2}": add some, or remove the folder.`,
  theFolderNameIsLeft: (name: Shown, test: Shown) => `The folder "${name}" is left out: ${test}.`,
  itHasNoFolderFor: 'it has no folder for each class',
  itIsNoneOfTrain: 'it is none of train, val and test',
  readTogetherWithNameOther: (name: Shown, other: Shown) => `Read together with "${name}": ${other}.`,
  otherGivesNoLabelsAnd: (other: Shown) => `"${other}" gives no labels and is left out.`,
  nameNamesFileOnLine: (name: Shown, file: Shown, line: Shown, path: Shown) =>
    `"${name}" names "${file}" on line ${line}, and there is no such file in "${path}": correct the line, or put the file there.`,
  inNameNoPictureIs: (name: Shown, each: Shown) =>
    `In "${name}" no picture is labelled ${each}, so nothing can be learned of it: add some, or leave the column out.`,
  thereIsNoFileOr: (path: Shown) => `There is no file or folder "${path}": check the name.`,
  pathIsNeitherAFolder: (path: Shown) =>
    `"${path}" is neither a folder, a list (.csv, .tsv, .txt) nor an HDF5 file (.h5, .hdf5): choose one of these.`,
  ofAnotherKindThanPath: (path: Shown) => `of another kind than "${path}"`,
  noListOfNumbersOr: 'no list of numbers or texts',
  inFileTheNumbersOf: (file: Shown, path: Shown, distinct: Shown, rows: Shown, numbers: Shown) =>
    `In "${file}" the numbers of "${path}" are ${distinct} different ones in ${rows} rows, up to ${numbers}: such numbers are no classes; map the labels, as in labels=NAME.`,
  theLabelsCountFromLeast: (least: Shown, classNames: Shown) =>
    `The labels count from ${least}, which is "${classNames}".`,
  inFilePathHoldsTexts: (file: Shown, path: Shown, texts: Shown, mostClasses: Shown) =>
    `In "${file}" "${path}" holds ${texts} different texts and ${mostClasses} classes are possible: map the labels, as in labels=NAME.`,
  fileHasTheClassStrange: (file: Shown, strange: Shown) =>
    `"${file}" has the class "${strange}", which is not among the names that were given: name each.`,
  widthClassesWideAndThe: (width: Shown, classes: Shown) =>
    `${width} classes wide, and the part before is ${classes}`,
  classesClassesWideAndMost: (classes: Shown, mostClasses: Shown) =>
    `${classes} classes wide, and ${mostClasses} are possible`,
  inFileRowRowOf: (file: Shown, row: Shown, path: Shown, found: Shown) =>
    `In "${file}" row ${row} of "${path}" is ${found}, which is not one-hot: give a number from 0, a text, or a 1 for the class and 0 for the others (with --several, any number of 1s).`,
  fromIsAnHdf5Of: (from: Shown) =>
    `"${from}" is an HDF5 of another program: take it in with build --from, which reads it in place, too.`,
  pathAndFilesPathAre: (path: Shown, filesPath: Shown, parts: Shown, parts2: Shown) =>
    `"${path}" and "${filesPath}" are the same picture, one in the part ${parts}, one in the part ${parts2}: remove one of them.`,
  meanAndDeviation: 'Mean and deviation',
  thereIsNoFilePath: (path: Shown) => `There is no file "${path}": train from the list again.`,
  pathIsNotASound: (path: Shown) => `"${path}" is not a sound list of pictures: train from the list again.`,
  haveTheShapeShapeAndMust: (shape: Shown, rows: Shown, side: Shown, side2: Shown) =>
    `have the shape ${shape}, and must be ${rows} × ${side} × ${side2}, as their pictures are`,
  areNoNumbers: 'are no numbers',
  holdValueWhichNoClass: (value: Shown) => `hold ${value}, which no class has: build it anew`,
  holdValueAndMustHold: (value: Shown) =>
    `hold ${value}, and must hold 0 for background and a whole number for each class`,
  holdNothingButBackgroundNothing: 'hold nothing but background: nothing can be learned',
  theMasksHold0And: (classNames: Shown) =>
    `The masks hold 0 and 255 alone: 255 is taken for "${classNames}".`,
  theValue255OfThe: 'The value 255 of the masks is taken for pixels that nobody looked at.',
  inFileTheMasksOf: (file: Shown, path: Shown, what: Shown) => `In "${file}" the masks of "${path}" ${what}.`,
  inPathItCannotBe: (path: Shown, images: Shown, names: Shown, images2: Shown) =>
    `In "${path}" it cannot be told which dataset labels the pictures of "${images}"; it has ${names}: say it, as in --map images=${images2},labels=NAME (or masks=NAME).`,
  inPathNoPicturesWith: (path: Shown, names: Shown) =>
    `In "${path}" no pictures with labels can be told by their names; it has ${names}: map them, as in images=train_img,labels=train_labels.`,
  lookingAtTheMasks: 'Looking at the masks',
  pathIsNotASoundReference: (path: Shown) => `"${path}" is not a sound reference: map the other file anew.`,
  pathHasChangedSincePath2: (path: Shown, path2: Shown) =>
    `"${path}" has changed since "${path2}" was made from it: build it again with --from.`,
  thePicturesOfNameAre: (name: Shown, pixels: Shown) =>
    `The pictures of "${name}" are taken for ${pixels}, all of them; --pixels says otherwise.`,
  someValuesOfNameLie: (name: Shown, pixels: Shown, low: Shown, high: Shown) =>
    `Some values of "${name}" lie beyond ${pixels} (they go from ${low} to ${high}) and are cut to it.`,
  rangeOfTheValues: 'Range of the values',
  inFilePictureRowOf: (file: Shown, row: Shown, path: Shown, value: Shown) =>
    `In "${file}" picture ${row} of "${path}" holds ${value}, which is no brightness: mend or remove it.`,
  theDataGivesTheParts: (and: Shown) =>
    `The data gives the parts ${and} and no pictures to learn from: add a part train.`,
  and: ' and ',
  theDatasOwnPartsAre: (name: Shown) => `The data's own parts are kept: ${name}.`,
  theDataGivesNoPart: (name: Shown, name2: Shown, own: Shown, name3: Shown) =>
    `The data gives no part ${name}: ${name2} of its ${own} pictures of train were taken for it (share ${name3}).`,
  groupsDifferentPicturesCannotBe: (groups: Shown, names: Shown) =>
    `${groups} different pictures cannot be split into ${names} parts: add pictures, or ask for fewer parts.`,
  hasColumnsOnLine: (here: Columns, first: Columns) =>
    `has ${plural(here.columns, 'column')} on line ${here.line} and ${plural(first.columns, 'column')} on line ${first.line}: give every line the same`,
  namesFilesAgain: (name: Shown, files: number) =>
    `"${name}" names ${plural(files, 'file')} again on other lines, which are left out.`,
  givesSeveralLabels: (name: Shown, between: Shown, none: number) =>
    `"${name}" gives several labels with "${between}" between them${none ? `; ${plural(none, 'picture')} have none` : ''}.`,
  hasALineForEachClass: (name: Shown, pictures: number, classes: readonly string[]) =>
    `"${name}" has a line for each class of a picture: ${plural(pictures, 'picture')}, ${classes.length} classes (${classes.join(', ')}).`,
  nameWhat: (name: Shown, what: Shown) => `"${name}" ${what}.`,
  writing: 'Writing',
  isReadAs: (path: Shown, map: Shown) =>
    `"${path}" is read as --map ${map}; give another --map if that is wrong.`,
}
