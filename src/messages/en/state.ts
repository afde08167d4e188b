import type { Shown } from '../shown'
import { formOf, counted } from '../plural'

export const state = {
  viewNumber: (number: Shown) => `View ${number}`,
  nameIsKept: (name: Shown) => `${name} is kept.`,
  giveEveryAttributeAName: 'Give every attribute a name.',
  thereAreTwoAttributesNamed: (twice: Shown) =>
    `There are two attributes named ${twice}; give one another name.`,
  giveTheClassAName: 'Give the class a name.',
  thereIsAClassNamed: (name: Shown) => `There is a class named ${name} already; choose another name.`,
  aProjectHoldsAtMost: 'A project holds at most 254 classes; delete one first.',
  whatRunFound: (run: Shown) => `What ${run} found`,
  withoutMarks: 'Without marks',
  whollyChecked: 'Wholly checked',
  under1Checked: 'Under 1 % checked',
  percentChecked: (percent: Shown) => `${percent} % checked`,
  ownNotInThisProject: (own: Shown) => `${own} (not in this project)`,
  importAPictureToBegin: 'Import a picture to begin.',
  drawABoxAroundOne: 'Draw a box around one object, then mark the area you have checked.',
  markTheAreaYouHave:
    'Mark the area you have checked: only there does “nothing marked” mean “nothing there”.',
  cutYourObjectsIntoTiles: (objects: Shown) => `Cut your ${objects} into tiles to learn from.`,
  itIsTrainingKeepMarking: 'It is training. Keep marking meanwhile, or watch the curves.',
  startATrainingTwoMinutes: 'Start a training; two minutes are enough for a first look.',
  letTheTrainedRunSearch: 'Let the trained run search a picture.',
  buildTheDatasetAgainTo: (changes: Shown) => `Build the dataset again to learn from ${changes}, then train.`,
  searchTheNextPictureOr: 'Search the next picture, or mark more where it fails and train again.',
  theProject: 'the project',
  restart: 'Restart',
  labelItDidNotWork: (label: Shown) => `${label}: it did not work.`,
  predictionsAreNotShownSince:
    'Predictions are not shown, since the window crashed with one; choose a run in Predict to see them.',
  nameAndPredictionsAreNot: (name: Shown) =>
    `${name} and predictions are not shown, since the window crashed with them; choose the image in the list to try again.`,
  precisionValueRecallValue2F1: (value: Shown, value2: Shown, value3: Shown, of: Shown) =>
    `Precision ${value}, recall ${value2}, F1 ${value3} on ${of}.`,
  quickLook: 'Quick look',
  n2Min: '2 min',
  showsWhetherTheIdeaWorks: 'Shows whether the idea works.',
  thorough: 'Thorough',
  n10Min: '10 min',
  forAResultToGo: 'For a result to go on with.',
  untilItStopsImproving: 'Until it stops improving',
  ends20EpochsAfterIts: 'Ends 20 epochs after its best result; may take an hour.',
  myOwnLimits: 'My own limits',
  endsAtWhicheverLimitComes: 'Ends at whichever limit comes first.',
  zoomInUntilYouWould:
    'Zoom in until you would recognise an object, then start the sweep: it shows the picture one field of view after the other.',
  thatWouldBeCountFields: (count: Shown) => `That would be ${count} fields of view; zoom out to have fewer.`,
  trainingWasCutOffAfter: (epochs: Shown) =>
    `A training was cut off after ${epochs}: go on with it in Train.`,
  trainingWasCutOffInFirst: 'A training was cut off in its first epoch: go on with it in Train.',
  detectionsWait: (n: number) =>
    `${counted(n, 'detection')} above the threshold ${formOf(n, 'waits', 'wait')} for review in this picture.`,
  theSearchedImages: 'the searched images',
  theSearchedImagesBut: (unchecked: Shown) =>
    `the searched images (${unchecked} left out: nothing in them is checked)`,
  rightOn: (percent: Shown, of: Shown) => `${percent} % right on ${of}.`,
  wroteObjects: (written: Shown, path: Shown) => `Wrote ${written} objects to ${path}`,
  wrotePredictions: (written: Shown, path: Shown) => `Wrote ${written} predictions to ${path}`,
  changedToFit: (changed: Shown) => `, ${changed} changed to fit the format`,
  leftOut: (dropped: Shown) => `, ${dropped} left out`,
  end: '.',
  allFieldsSeenAndComplete: (cells: Shown) => `All ${cells} fields of view were seen, and all are complete.`,
  allFieldsSeen: (cells: Shown, complete: Shown) =>
    `All ${cells} fields of view were seen; ${complete} are complete.`,
}
