import type { Shown } from '../../shown'

const scale = (level: number) => (level === 0 ? 'full size' : `1 : ${2 ** level}`)

export const prediction = {
  /** Stands beside figures of which none is on unseen ground. */
  nothingHeldBack: 'too optimistic: nothing was held back',
  whatIsMarkedValueIs: (value: Shown) =>
    `What is marked ${value} is left out, for the run has learned no such class.`,
  leftOfRowsImagesOr: (left: Shown, rows: Shown) =>
    `${left} of ${rows} images or tiles are left out, for not exactly one of the run's classes is marked there.`,
  nameHasNoCheckedArea: (name: Shown) =>
    `${name} has no checked area and counts whole: what nobody marked there counts as not there.`,
  nameHasNoCheckedAreaAnd: (name: Shown) =>
    `${name} has no checked area and counts whole, so objects that nobody marked count as false alarms.`,
  nameIsLeftOutNothingIn: (name: Shown) => `${name} is left out: nothing in it is checked.`,
  nameWhatWasFoundOf: (name: Shown, missing: Shown) =>
    `${name}: what was found of ${missing} is left out, for the project has no such class.`,
  partNumberOfTheSearch: (number: Shown) =>
    `Part ${number} of the search is missing or damaged: predict again, and only that part is computed.`,
  scaleIsUnsure: (name: Shown, level: number, rival: number) =>
    `${name} was searched at ${scale(level)}, and its objects may as well be those of ${scale(rival)}: what was found may be wrong. Mark one of its objects, or choose the scale, and predict again.`,
  findingOutHowLargeThe: 'Finding out how large the objects are',
  pathIsClassifiedByIts: (path: Shown) =>
    `"${path}" is classified by its first picture only, and another part of it is chosen: save that as a file of its own.`,
  itsHeatMapHasAnother: 'its heat map has another size than it says',
  itsTilesAndProbabilitiesDo: 'its tiles and probabilities do not belong together',
  itsListsDifferInLength: 'its lists differ in length',
  aBoxOrAnOutline: 'a box or an outline is not made of numbers',
  itsScoresAreNotFrom: 'its scores are not from 1 down to 0',
  itNamesNamesClassesAnd: (names: Shown) => `it names ${names} classes and has objects of others`,
  itsOutlinesDoNotBelong: 'its outlines do not belong to its detections',
  fileIsNotAPrediction: (file: Shown) =>
    `"${file}" is not a prediction of this version; predict the image again.`,
  itDoesNotSayWhat: 'it does not say what it is of',
  nameIsMissing: (name: Shown) => `${name} is missing`,
  nameHasAnotherType: (name: Shown) => `${name} has another type`,
  fileIsDamagedWhatPredict: (file: Shown, what: Shown) =>
    `"${file}" is damaged (${what}); predict the image again.`,
  aTableIsWrittenAs: (path: Shown) =>
    `A table is written as .csv or .h5, and "${path}" ends in neither: name it so.`,
  tenCropAveragesTheClass:
    'Ten-crop averages the class of a tile, and this run finds objects; use flips instead.',
  coarseTooFew: (name: Shown, checked: Shown, least: Shown) =>
    `${name} is searched closely as a whole: what a look from afar would miss is judged by marked objects in checked areas, of which there are ${checked}; mark at least ${least}.`,
  coarseTooNear: (name: Shown, objects: Shown, places: Shown, least: Shown) =>
    `${name} is searched closely as a whole: the ${objects} marked objects in checked areas lie in ${places} places only, and each is judged by those elsewhere; mark and check ${least} places at least.`,
  coarseTooSmall: (name: Shown) =>
    `${name} is searched closely as a whole: it is too small for a look from afar.`,
  coarseSavesLittle: (name: Shown, percent: Shown) =>
    `${name} is searched closely as a whole: a look from afar would leave out ${percent} % of the area, which saves no time.`,
  lookingCoarsely: 'Looking where to search closely',
}
