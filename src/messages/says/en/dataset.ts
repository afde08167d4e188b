import { formOf } from '../../plural'
import type { Shown } from '../../shown'

export const dataset = {
  theDataset: 'The dataset',
  cuttingTilesFromName: (name: Shown) => `Cutting tiles from ${name}`,
  theProjectHasNoClass: 'The project has no class: add one, mark objects with it, and build again.',
  theProjectHasClassNames: (classNames: Shown) =>
    `The project has ${classNames} classes and a mask holds 254 at most: join some of them.`,
  noObjectsAreMarkedOn: 'No objects are marked on any image: mark some, or import labels, and build again.',
  aTileOfTilePixels: (tile: Shown) =>
    `A tile of ${tile} pixels is not possible: choose a whole number from 32 to 2048.`,
  theSplitSplitIsNot: (split: Shown) =>
    `The split ${split} is not possible: give three shares that add up to 1, the first above 0.`,
  levelLevelDoesNotExist: (level: Shown, name: Shown, levels: Shown) =>
    `Level ${level} does not exist in "${name}": choose 0 to ${levels}, or auto.`,
  theSharesGivenAreNot: (given: Shown) =>
    `The shares ${given} are not possible: they add up to 1, and positive, the tiles on objects, is above 0.`,
  aBudgetOfTilesTiles: (tiles: Shown) => `A budget of ${tiles} tiles is not possible: give 1 or more.`,
  aVisibleShareOfVisible: (visible: Shown) =>
    `A visible share of ${visible} is not possible: give a number above 0, up to 1.`,
  aGuardBandOfGuard: (guard: Shown) =>
    `A guard band of ${guard} pixels is not possible: give a whole number from 0.`,
  imagesOrMasks: '/images or /masks',
  meanOrStd: 'mean or std',
  brokenDoesNotFitThe: (broken: Shown) => `${broken} does not fit the rest`,
  fileSchemaAndNotSchema2: (file: Shown, schema: Shown, schema2: Shown) =>
    `"${file}" ${schema} and not "${schema2}": it is not a dataset of this version; build it anew.`,
  hasTheSchemaFound: (found: Shown) => `has the schema "${found}"`,
  hasNoSchema: 'has no schema',
  theAttributeSpecCannotBe: 'the attribute spec cannot be read',
  theAttributeNameIsNo: (name: Shown) => `the attribute ${name} is no list of numbers`,
  theAttributeNameIsNoList: (name: Shown) => `the attribute ${name} is no list of texts`,
  nameHasAnotherType: (name: Shown) => `/${name} has another type`,
  pathIsNotASound: (path: Shown, what: Shown) => `"${path}" is not a sound dataset (${what}): build it anew.`,
  aPicture: 'a picture',
  inPathThePartsOne: (path: Shown, one: Shown, other: Shown, a: Shown, and: Shown) =>
    `In "${path}" the parts ${one} and ${other} share pixels of "${a}" (tiles ${and}), so a score on one says nothing about what was never seen: build the dataset again.`,
  and: ' and ',
  aAndBAreThe: (a: Shown, b: Shown, one: Shown, other: Shown) =>
    `"${a}" and "${b}" are the same picture, one in the part ${one}, one in the part ${other}: remove one of them and build the dataset again.`,
  whereTheTilesOfPath: (path: Shown) =>
    `Where the tiles of "${path}" were cut is not known, so what was learned from it counts as unseen where it lies in this project, too.`,
  pathWasBuiltByAn: (path: Shown) =>
    `"${path}" was built by an older version, which did not write down what was checked then, so it is not known what was held back: build it again and train.`,
  pathHasNoSplitPart: (path: Shown, split: Shown) =>
    `"${path}" has no ${split} part: leave --split out, or build the dataset with a share for it (--split 0.7,0.2,0.1).`,
  pathHoldsNoPictureChoose: (path: Shown) => `"${path}" holds no picture: choose another.`,
  noLabelsCanBeTold: (path: Shown) =>
    `No labels can be told in "${path}" by their names: its pictures are predicted without them.`,
  pathGivesNoLabelsIts: (path: Shown) =>
    `"${path}" gives no labels: its pictures are predicted without them.`,
  leftOutError: (error: Shown) => `Left out: ${error}`,
  unreadablePicturesCouldNotBe: (unreadable: Shown) =>
    `${unreadable} pictures could not be read and are left out.`,
  outHoldsAFolderImages: (out: Shown) =>
    `${out} holds a folder "images" already, whose pictures would be mixed with these: choose an empty folder.`,
  thisDatasetHasAClass:
    'This dataset has a class for each tile and no boxes, which YOLO needs: build one from objects.',
  thisDatasetHasNoPart:
    'This dataset has no part for validation, and YOLO does not train without one: build it with --split 0.8,0.2,0.',
  noAreaIsCheckedSo:
    'No area is checked, so nothing shows what is background: the model learns from the objects alone and will find too much; mark an area that you checked.',
  areasAreCheckedForSome: (areas: Shown) =>
    `Checked areas for some classes only: ${areas}. There the heat-map detectors learn background of those classes; other models learn background only where all classes were checked.`,
  theCheckedAreaHasNo:
    'The checked area has no room for a tile without objects: check a larger area or choose a smaller tile.',
  thereAreTooFewObjects: (split: Shown) =>
    `There are too few objects to give the ${split} part any: mark more, or set its share to 0.`,
  thePicturesAreTooSmall: (guard: Shown, guards: Shown) =>
    `The pictures are too small to keep ${guard} pixels between the parts: they lie ${guards} pixels apart; no part is shown another's pixels.`,
  whatIsKeptOfThe: 'What is kept of the picture for finding similar places',
  fileHoldsNoMeanAnd: (file: Shown) =>
    `"${file}" holds no mean and std (as attributes or datasets of these names), so its standardised pictures cannot be brought back to 0..255: give the range of its values instead, as in --pixels -2.1..2.6.`,
  theScaleOfPicturesIs: (optionNames: Shown, pixels: Shown) =>
    `The scale of pictures is one of ${optionNames}; not "${pixels}".`,
  inFileTheValuesOf: (file: Shown, low: Shown, high: Shown, optionNames: Shown) =>
    `In "${file}" the values of the pictures go from ${low} to ${high}, from which their scale cannot be told: say it with ${optionNames}.`,
  objectsLieBetween: (n: number) =>
    `${n} ${formOf(n, 'object lies', 'objects lie')} between two parts and ${formOf(n, 'is', 'are')} left out.`,
  objectsAreTooLarge: (n: number, tile: Shown) =>
    `${n} ${formOf(n, 'object is', 'objects are')} too large for a tile of ${tile} pixels and will be ignored: choose a larger tile or a higher level.`,
  pixelScales: '--pixels 0..1, -1..1, 0..255, any other LOW..HIGH, or standardised',
}
