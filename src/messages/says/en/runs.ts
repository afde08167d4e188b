import type { Shown } from '../../shown'

export const runs = {
  trainingOf: (number: Shown, count: Shown) => `Training ${number} of ${count}`,
  nameIsTooLong: (letters: Shown, most: Shown) => `A run's name has at most ${most} letters, not ${letters}.`,
  outTakesANameThat: (runFileEnding: Shown, out: Shown) =>
    `--out takes a name that ends with ${runFileEnding} for a run, not "${out}".`,
  theFileGoesWithoutA: (message: Shown) =>
    `The file goes without a picture of what the run finds: ${message}`,
  ofNamelessImagesThatThe: (nameless: Shown) =>
    `Of ${nameless} images that the run has learned from, no checksum is known: nothing counts as unseen.`,
  whatTheWeightsInWeights: (weights: Shown) =>
    `What the weights in "${weights}" learned from is not known, and counts as unseen where it lies in this project.`,
  itIsNotKnownWhat: (runDir: Shown) =>
    `It is not known what run ${runDir} has learned from, for an older version trained it: nothing counts as unseen. Train anew to have figures on what was held back.`,
  theRunIdCameFrom: (id: Shown) =>
    `The run ${id} came from a file without its dataset: name one with --dataset.`,
  thereIsNoDatasetAt: (path: Shown) =>
    `There is no dataset at ${path}: build it, or name another with --dataset.`,
  pathWasBuiltAgainAfter: (path: Shown, id: Shown, split: Shown) =>
    `${path} was built again after run ${id} had begun, so its ${split} part may hold what the run has learned from.`,
  theTableWouldTakeThe: (from: Shown) =>
    `The table would take the place of "${from}", which it is made from: give another name.`,
  pathIsNoRunThat: (path: Shown, what: Shown) =>
    `"${path}" is no run that can be read (${what}): have it exported again.`,
  itsRunJsonIsNo: 'its run.json is no JSON',
  itsRunJsonIsNot: 'its run.json is not that of a run',
  pathIsARunOf: (path: Shown, version: Shown, cardVersion: Shown) =>
    `"${path}" is a run of format ${version}, and this version reads format ${cardVersion}: bring Windhover up to date.`,
  itHoldsNoName: (name: Shown) => `it holds no ${name}`,
  itsNetworkTellsClassesClasses: (classes: Shown, classNames: Shown) =>
    `its network tells ${classes} classes and ${classNames} are named`,
  itsNetworkCannotBeBuilt: 'its network cannot be built',
  itsWeightsAreNotThose: 'its weights are not those of its network',
  learnedFileIsDamaged: (learnedFile: Shown) => `${learnedFile} is damaged`,
  thereIsNoRunNamed: (named: Shown) =>
    `There is no run "${named}": give the id of one in this project, or the folder of a run or of another project.`,
  markTheSample: 'Mark the sample',
  tileSplitAndResizeAre:
    '--tile, --split and --resize are for a new training on a list of pictures or a folder: leave them out.',
  thereIsNoDatasetAtPath: (path: Shown) => `There is no dataset at ${path}; build it first.`,
  theDatasetWasBuiltFor: (classNames: Shown, names: Shown) =>
    `The dataset was built for the classes ${classNames}, and the project now has ${names}; build the dataset again.`,
  theTrainSplitHasNo: (names: Shown) =>
    `The train split has no object of ${names}, which will not be found; mark some and build again.`,
  theTrainingCannotHaveSetting: (setting: Shown, received: Shown, message: Shown) =>
    `The training cannot have ${setting} = ${received}: ${message}.`,
  aSetting: 'a setting',
  theRunIdCameFromA: (id: Shown, foreignId: Shown) =>
    `The run ${id} came from a file, which holds no training to go on with: start a new one with --from ${foreignId}.`,
  thereIsNoUnfinishedRun: 'There is no unfinished run to go on with.',
  thereIsNoRunWhich: (which: Shown) => `There is no run "${which}" to go on with.`,
  sentenceStartANewTraining: (sentence: Shown) => `${sentence} Start a new training instead.`,
  theDatasetOfRunId: (id: Shown, dataset: Shown) =>
    `The dataset of run ${id} is gone (${dataset}); build it again or start a new training.`,
  datasetCannotChangeWhenA: (id: Shown, dataset: Shown) =>
    `--dataset cannot change when a run goes on: ${id} learns from ${dataset}.`,
  theRunIdHasDone: (id: Shown, done: Shown) =>
    `The run ${id} has ${done} epochs already; give more than that to go on, counted from its first one.`,
  theRunIdIsTraining: (id: Shown) => `The run ${id} is training; stop it first.`,
}
