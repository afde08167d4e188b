import type { Shown } from '../../shown'

export const training = {
  theChoiceOfBestSteady:
    'The choice of best "steady" compares F1 scores; leave the monitored figure at f1, or keep the best at "highest".',
  bytesValuesInsteadOfTotal: (bytes: Shown, total: Shown) => `${bytes} values instead of ${total}`,
  aWeightIsNoNumber: 'a weight is no number',
  nameAreCountAndThe: (name: Shown, count: Shown, wanted: Shown) =>
    `${name} are ${count} and the layers take ${wanted}`,
  theCheckpointPathCannotBe: (path: Shown, what: Shown) =>
    `The checkpoint "${path}" cannot be read (${what}); train again.`,
  whatIsLabelledUnknownIs: (unknown: Shown) =>
    `What is labelled ${unknown} is left out, for the run has learned no such class.`,
  theClassesOfTheLabels: (labelled: Shown) =>
    `The classes of the labels have other names (${labelled}) than the run's and are taken by number.`,
  theLabelsAreOfThe: (labelled: Shown, learned: Shown) =>
    `The labels are of the classes ${labelled}, and the run has learned ${learned}: choose another run or other data.`,
  itIsNotTheSame: 'it is not the same computation at every step',
  theTrainingStepCouldNot: (why: Shown) =>
    `The training step could not be compiled and runs slower, one operation at a time: ${why}.`,
  itWouldTakeBytesFor: (bytes: Shown, memory: Shown) =>
    `it would take ${bytes} for the weights and what is kept of each, and the engine has ${memory}`,
  theFileCannotComputeWhat: (first: Shown) =>
    `The file cannot compute what comes before its input (${first}): it stands in its metadata, and whoever uses the file must do it first.`,
  runRunFindsObjectsAnd: (run: Shown) =>
    `Run ${run} finds objects and classifies no tiles; choose another run.`,
  aWindowOfWidthHeight: (width: Shown, height: Shown, multiple: Shown) =>
    `A window of ${width} × ${height} pixels does not fit the model; its sides must be multiples of ${multiple}.`,
  theRunInRunDir: (runDir: Shown) =>
    `The run in ${runDir} has no trained weights yet; let it train for an epoch.`,
  itsOptionsAskForMore: (stored: Shown) =>
    `its options ask for more than the ${stored} weights that it holds`,
  theCheckpointOfAId: (id: Shown, what: Shown) =>
    `The checkpoint of a "${id}" is damaged (${what}); train again.`,
  theCheckpointDoesNotFit: (id: Shown, missing: Shown) =>
    `The checkpoint does not fit the model "${id}" (no ${missing}); train again.`,
  notEvenOneTileFits: 'Not even one tile fits into memory; build the dataset with smaller tiles.',
  countTilesAStepDo: (count: Shown, batch: Shown) =>
    `${count} tiles a step do not fit into memory: going on with ${batch}.`,
  theLossIsNoLonger: (steps: Shown, learningRate: Shown) =>
    `The loss is no longer a number after step ${steps}; the weights before it are kept. Train again with a learning rate below ${learningRate}.`,
  twoClassesAreEquallyCommon: (price: Shown, price2: Shown) =>
    `Two classes are equally common in the train split, so none is the background: a miss costs ${price} × in every class, which changes nothing; give the price by class instead (class=${price2}).`,
  aTileOfAnyClass: (classNames: Shown, price: Shown) =>
    `A tile of any class but "${classNames}", the commonest, counts ${price} × in the loss: to miss one costs that much more than a false alarm.`,
  theDatasetDatasetHasA: (dataset: Shown, id: Shown) =>
    `The dataset ${dataset} has a class for each tile and no objects: train "alexnet" or "inception" on it instead of "${id}".`,
  tenCropAveragesTheClass: (id: Shown) =>
    `Ten-crop averages the class of a tile, and "${id}" learns objects: leave the validation crop out.`,
  tilesOfTilePixelsAre: (tile: Shown, id: Shown, least: Shown) =>
    `Tiles of ${tile} pixels are too small for the model "${id}"; build the dataset with at least ${least}.`,
  leftOfObjectsObjectsOf: (left: Shown, objects: Shown) =>
    `${left} of ${objects} objects of the train split lie so close to others that the model has no box left for them, and are not learned; build the dataset at a finer level.`,
  runRunDirLearnedFrom: (runDir: Shown, side: Shown, side2: Shown) =>
    `Run ${runDir} learned from an HDF5 that does not say how its pictures were made square: these are stretched to ${side} × ${side2} pixels; give --resize crop or pad if that was not so.`,
  theTilesOfFromHave: (from: Shown, side: Shown, runDir: Shown, multiple: Shown) =>
    `The tiles of "${from}" have ${side} pixels a side, and run ${runDir} takes ${multiple}: take other data, or another run.`,
  atLeastMultiple: (multiple: Shown) => `at least ${multiple}`,
  runRunDirFindsObjects: (runDir: Shown) =>
    `Run ${runDir} finds objects: its tiles are looked at once; leave --tta out.`,
  hasAClassForEach: 'has a class for each tile and no objects',
  hasNoLabels: 'has no labels',
  fromLacksSoNothingCan: (from: Shown, lacks: Shown, runDir: Shown, objects: Shown) =>
    `"${from}" ${lacks}, so nothing can be compared with what run ${runDir} says: choose a dataset with ${objects}, or only predict.`,
  labels: 'labels',
  markedObjects: 'marked objects',
  unlabelledTilesDoNotHave: (unlabelled: Shown) =>
    `${unlabelled} tiles do not have exactly one of the run's classes and are left out of the figures.`,
  errorTheLabelsAreLeft: (error: Shown) => `${error} The labels are left out of the table.`,
  aWeightIsGivenFor: (name: Shown, classNames: Shown) =>
    `A weight is given for the class "${name}", which the dataset does not have; it has ${classNames}.`,
  theQueueWasClosed: 'The queue was closed.',
  aThreadThatReadsTiles:
    'A thread that reads tiles ended unexpectedly; start the training again with --resume.',
  itsHeaderIsDamaged: 'its header is damaged',
  nameIsNotWhereIt: (name: Shown) => `${name} is not where it must be`,
  itHoldsDataBytesOf: (data: Shown, value: Shown) => `it holds ${data} bytes of values instead of ${value}`,
  itsHeaderIsNoJson: 'its header is no JSON',
  itsHeaderIsNotThat: 'its header is not that of f32 weights',
  resizeMakesAPictureFit: (runDir: Shown) =>
    `--resize makes a picture fit one tile, and run ${runDir} searches pictures in their own size: leave it out.`,
  leftOutMessage: (message: Shown) => `Left out: ${message}`,
  pathEndsNeitherInH5: (path: Shown) =>
    `"${path}" ends neither in .h5 nor, for YOLO, in .weights: give a file of Keras or Darknet weights.`,
  theRunInRunDirIs: (
    runDir: Shown,
    id: Shown,
    originalName: Shown,
    wanted: Shown,
    there: Shown,
    oldId: Shown,
    definitionId: Shown,
  ) =>
    `The run in ${runDir} is of another network (${id}): ${originalName} is ${wanted} here and ${there} in it; train "${oldId}" from it, or choose a run of "${definitionId}".`,
  notThere: 'not there',
  takenOverFromTheRun: (missing: Shown, all: Shown, missing2: Shown) =>
    `Taken over from the run: ${missing} of ${all} weights; new: ${missing2}.`,
  tilesOfSidePixelsDo: (side: Shown, model: Shown, multiple: Shown) =>
    `Tiles of ${side} pixels do not fit the model "${model}"; build the dataset, or set the random crop, with a multiple of ${multiple}.`,
  batchTilesAStepWould: (batch: Shown, fitting: Shown) =>
    `${batch} tiles a step would not fit into memory: training with ${fitting}.`,
  theTrainSplitOfThe:
    'The train split of the dataset holds no object to learn from; mark some objects and build the dataset again.',
  theValidationSplitHoldsNo: (priorThreshold: Shown) =>
    `The validation split holds no object: the training is watched on the train split, so its figures are too optimistic, and the threshold stays at ${priorThreshold}; mark more objects for an honest one.`,
  backgroundCheckedForSome: (tiles: Shown) =>
    `Tiles of background that were checked for some classes only are left out: ${tiles}. This model cannot learn one class's background alone; the heat-map detectors can.`,
  theCellsOfRunAre: (id: Shown) =>
    `What the encoder said of the tiles is not kept with the run ${id}: it is fitted anew from the first epoch, with the same draws.`,
  theRunIdHasNo: (id: Shown) => `The run ${id} has no checkpoint yet: it starts from the beginning.`,
  theDatasetDatasetHasOther: (dataset: Shown, id: Shown) =>
    `The dataset ${dataset} has other classes or another tile size than the run ${id} began with; start a new training.`,
  theRunIdHasTrained: (id: Shown, seconds: Shown, minutes: Shown) =>
    `The run ${id} has trained for ${seconds} of ${minutes} minutes: it ends at once. Give more minutes, counted from its start, to go on.`,
}
