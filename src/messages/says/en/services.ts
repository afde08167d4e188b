import type { Shown } from '../../shown'

export const services = {
  shownOtherwise: (name: Shown, more: number, way: Shown, run: Shown, learned: Shown) =>
    `${name}${more > 0 ? ` and ${more} more` : ''} ${more > 0 ? 'are' : 'is'} shown, and searched, ${way}, but run ${run} learned from pictures shown ${learned}: it may miss objects, or find what is none. Show them alike, or train on some that are shown so.`,
  severalRunsAreNamed: (name: Shown, ids: Shown) =>
    `Several runs are named "${name}" (${ids}): name one by its id.`,
  attributes: 'attributes',
  runNamesIdTwiceName: (id: Shown) => `--run names ${id} twice: name two runs to compare.`,
  noImageWasSearchedBy: 'No image was searched by both runs; predict with each of them first.',
  theRegionXYW: (x: Shown, y: Shown, w: Shown, h: Shown, name: Shown, w2: Shown, h2: Shown) =>
    `The region ${x},${y},${w},${h} lies outside of ${name} (${w2} × ${h2}).`,
  nameHasNoMoreThan: (name: Shown, fields: Shown) =>
    `${name} has no more than ${fields} fields that are not checked.`,
  theDatasetHasReaderTiles: (reader: Shown, index: Shown) =>
    `The dataset has ${reader} tiles, and no tile ${index}.`,
  thisProjectHasNoClass: 'This project has no class yet; add one and mark a few objects.',
  noObjectIsMarkedIn:
    'No object is marked in this project; mark a few objects first, then build the dataset.',
  noObjectOfNameIs: (name: Shown) =>
    `No object of ${name} is marked: the net cannot learn what it never sees; mark some, or remove the class.`,
  forHdf5IsForHdf5: (forHdf5: Shown, from: Shown) =>
    `--${forHdf5} is for HDF5 files, and "${from}" says by itself: leave it out.`,
  forFilesIsForPictures: (forFiles: Shown, from: Shown) =>
    `--${forFiles} is for pictures in files, and those in "${from}" are read as they lie there: leave it out.`,
  dealtDealsPicturesOutAnd: (dealt: Shown, from: Shown) =>
    `--${dealt} deals pictures out, and "${from}" has its own parts: leave it out, or map images and labels alone.`,
  channelChannelFromWrongTo: (channel: Shown, wrong: Shown, wrong2: Shown, image: Shown) =>
    `Channel ${channel} from ${wrong} to ${wrong2} cannot be shown: choose one of ${image} channels and a minimum below the maximum.`,
  stainsOfColoursOnly: (name: Shown) =>
    `${name} has channels of its own: stains are told apart in a picture of red, green and blue alone.`,
  propertyTwice: (name: Shown) => `The property “${name}” is given twice: give each name once.`,
  thereIsNoImageNumber: (id: Shown) => `There is no image number ${id} in this project.`,
  nothingIsMarkedOfThe: (run: Shown, classNames: Shown) =>
    `Nothing is marked of the classes that run ${run} has learned (${classNames}): mark an object of its class in each image, or name the project's classes like the run's.`,
  runIdHasNotSearched: (id: Shown, image: Shown) => `Run ${id} has not searched ${image} yet; predict first.`,
  anyImage: 'any image',
  nameIsLeftOutRun: (name: Shown, id: Shown) => `${name} is left out: run ${id} has not searched it.`,
  nameIsLeftOutHas: (name: Shown, has: Shown) => `${name} is left out: ${has} searched it.`,
  runRunHasNot: (run: Shown) => `run ${run} has not`,
  noRunHas: 'no run has',
  noImageYetImportOne: 'no image yet; import one',
  noPredictionYetPredict: 'no prediction yet; predict',
  thisProjectHasMissingFirst: (missing: Shown) => `This project has ${missing} first.`,
  whatRunsRunsFoundIs: (runs: Shown, value: Shown) =>
    `What ${runs} runs found is put together (${value}): of each image the newest. Name one with --run to have no other.`,
  thisProjectHasNoDataset: 'This project has no dataset yet: build one first.',
  theFieldsThatWereDrawn: (image: Shown) =>
    `The fields that were drawn on image ${image} cannot be read; restore the project from a copy.`,
  whatAPixelOfName: (name: Shown) =>
    `What a pixel of ${name} covers is not known, so the scale bar counts pixels: give it with the picture's properties, or import with --pixel-size.`,
  theRegionXYWH: (x: Shown, y: Shown, w: Shown, h: Shown, name: Shown, width: Shown, height: Shown) =>
    `The region ${x},${y},${w},${h} holds no pixel of ${name} (${width} × ${height}).`,
  hasSearchedNameYetPredict: (has: Shown, name: Shown) =>
    `${has} searched ${name} yet; predict first, or take --what objects.`,
  runRunHasNot2: (run: Shown) => `Run ${run} has not`,
  noRunHas2: 'No run has',
  pathWasChangedWhileIt: (path: Shown) => `"${path}" was changed while it was written: ask once more.`,
  nowhereOfImagesImagesLie: (nowhere: Shown, images: Shown) =>
    `${nowhere} of ${images} images lie on no map that has a number: their layers are in pixels, with y upwards.`,
  unknownOfImagesImagesAre: (unknown: Shown, images: Shown) =>
    `${unknown} of ${images} images are measured in pixels, for the size of a pixel is not known: give it to have µm or m.`,
  nameHasNoLevelLevel: (name: Shown, level: Shown, levels: Shown) =>
    `${name} has no level ${level}: it is searched at its last, ${levels}.`,
  mergeIsForBoxes: (id: Shown, model: Shown) =>
    `--merge and --merge-classes are for boxes that overlap, and run ${id} (${model}) makes none: leave them out.`,
  ttaTenCropAveragesThe: (id: Shown, model: Shown) =>
    `--tta ten-crop averages the class of a tile, and run ${id} (${model}) finds objects: take flips instead.`,
  thisProjectHasNoImages: 'This project has no images yet; import one first.',
  thereIsNoImageNumberId: (id: Shown, known: Shown) =>
    `There is no image number ${id} in this project; its images are: ${known}.`,
  thereIsNoRunWhich: (which: Shown, known: Shown) =>
    `There is no run "${which}" in this project; its runs are: ${known}.`,
  noClassForThreshold: (run: Shown, name: Shown, known: Shown) =>
    `Run ${run} has no class "${name}" for a threshold; its classes are: ${known}.`,
  expectedOfOthers: (run: Shown, name: Shown, more: number) =>
    `What run ${run} expected is not said: it learned nothing from ${name}${more > 0 ? ` and ${more} more` : ''}, and what was held back from training does not tell how many detections are false there.`,
  noSuggestedThreshold: (run: Shown) =>
    `Run ${run} suggests no threshold, since no epoch of it was validated: name the threshold, such as 0.4.`,
  thisProjectHasNoTrained: 'This project has no trained run yet; train one first.',
  theRunTellsTheClass: 'The run tells the class of a tile, and finds no objects to count.',
  theRejectedPlaceXY: (x: Shown, y: Shown, w: Shown, h: Shown, name: Shown, width: Shown, height: Shown) =>
    `The rejected place ${x},${y},${w},${h} lies outside of ${name} (${width} × ${height} pixels): give one inside.`,
  thereIsNoObjectNumber: (object: Shown, name: Shown, first: Shown, more: Shown) =>
    `There is no object number ${object} in ${name}; its objects are: ${first}${more}.`,
  objectObjectOfNameHas: (object: Shown, name: Shown) =>
    `Object ${object} of ${name} has no size: mark it with a box to find what looks like it.`,
  thisProjectHasNoImage: (image: Shown) => `This project has no image number ${image}.`,
  thisProjectHasNoDatasetYet: 'This project has no dataset yet; build one first.',
  outIsAFolderName: (out: Shown, name: Shown) =>
    `${out} is a folder; name the file to write, such as ${name}.`,
  theWhatOfCountObjects: (what: Shown, count: Shown, label: Shown) =>
    `The ${what} of ${count} objects were left out, for which ${label} has no place.`,
  keyPoints: 'key points',
  renamedImagesHaveNamesThat: (renamed: Shown, some: Shown, renamed2: Shown) =>
    `${renamed} images have names that others have as well, and are told apart as ${some}${renamed2}.`,
  coarseIsForObjects: (id: Shown, model: Shown) =>
    `Coarse to fine is for runs that say where objects lie, and run ${id} is of ${model}: leave it out.`,
  coarseIsForHere: 'Coarse to fine runs on this computer only: leave --coarse-to-fine out, or --on.',
  partFails: (reason: Shown) => `${reason}. Run "npm run setup" in the checkout, or install the app again.`,
}
