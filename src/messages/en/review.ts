import type { Shown } from '../shown'

export const review = {
  all: 'All',
  found: 'Found',
  missed: 'Missed?',
  random: 'Random',
  aRandomSampleTells:
    'Detections from the threshold on, in random order. Twenty answers tell best how many of them are false.',
  review: 'Review',
  isThisAsked: (asked: Shown) => `Is this “${asked}”?`,
  noRunHasSearchedThis: 'No run has searched this picture yet: go to Predict first.',
  importAPictureAndLet: 'Import a picture and let a run search it first.',
  leftToGo: (left: Shown) => `${left} to go`,
  whichDetections: 'Which detections',
  theDetectionInQuestion: 'The detection in question',
  aClassThatIsGone: 'a class that is gone',
  aDigitAcceptsItAs:
    'A digit accepts it as another class. What you reject is an example of background in the next training.',
  everythingInThisPictureIs: 'Everything in this picture is decided.',
  everythingFrom: (score: Shown) => `Everything in this picture with a score of ${score} or more is decided.`,
  nothingOfThisKindIs: 'Nothing of this kind is left in this picture.',
  buildTheDatasetAgainTo: (decided: Shown) => `Build the dataset again to learn from your ${decided}.`,
  continueWithName: (name: Shown) => `Continue with ${name}`,
  acceptedAcceptedRejectedRejected: (accepted: Shown, rejected: Shown) =>
    `${accepted} accepted, ${rejected} rejected`,
  askBelow: (detections: Shown, score: Shown) => `Also ask about ${detections} below ${score}`,
  takeThreshold: (threshold: Shown, answers: Shown) => `Take threshold ${threshold} (from ${answers})`,
  thresholdIsSuggested: (threshold: Shown, answers: Shown) =>
    `At the threshold ${threshold}, suggested by your ${answers} in this picture.`,
  next: 'Next',
  nextInTheQueue: 'Next in the queue',
  nameScoreScore: (name: Shown, score: Shown) => `${name}, score ${score}`,
  scoreFound: (score: Shown) => `score ${score}, found`,
  scoreBelow: (score: Shown) => `score ${score}, below the threshold`,
  accept: 'Accept',
  reject: 'Reject',
  skip: 'Skip',
  unknown: 'unknown',
  drawnAround: 'Detections that are drawn around',
  acceptAsAnotherClass: 'Accept as another class',
  as: 'As …',
  leaveThem: 'Leave them as they are',
  someHaveNoClass: (detections: Shown) =>
    `${detections} left: the run knew another class; press the digit of theirs.`,
}
