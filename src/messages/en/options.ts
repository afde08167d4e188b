export const options = {
  theNetwork: 'The network.',
  endsAfterSoManyEpochs: 'Ends after so many epochs; 60, or no limit beside --minutes.',
  epochs: 'Epochs',
  endsAfterSoManyMinutes: 'Ends after so many minutes of training, the last validation included.',
  timeLimit0None: 'Time limit (0: none)',
  tilesAStep: 'Tiles a step.',
  batch: 'Batch',
  whoComputesAutoTakesThe: 'Who computes; auto takes the best that is available.',
  theStartOfAllChance: 'The start of all chance: first weights, order of the tiles, augmentation.',
  seed: 'Seed',
  startsFromTheWeightsOf:
    'Starts from the weights of a run: its id, its folder, or the folder of another project.',
  startsFromAFileOf: 'Starts from a file of weights: Keras .h5, or Darknet .weights for YOLO.',
  shareOfTheTrainingIn:
    'Share of the training in which only the new layers learn, where the others start from given weights.',
  onlyTheNewLayersLearn: 'Only the new layers learn for',
  factorOnTheNetworksNumber:
    "Factor on the network's number of filters: 0.25 is small and quick, 1 as published.",
  widthOfTheNetwork: 'Width of the network',
  peakOfTheLearningRate: 'Peak of the learning rate; each model has its own where nothing is said.',
  learningRate: 'Learning rate',
  theRuleByWhichGradients: 'The rule by which gradients change the weights.',
  optimiser: 'Optimiser',
  howTheLearningRateGoes: 'How the learning rate goes from its peak to the end.',
  schedule: 'Schedule',
  stepsOfAnEpochWithout: 'Steps of an epoch; without it as many as show every tile once.',
  stepsAnEpoch0Every: 'Steps an epoch (0: every tile once)',
  batchesThatAValidationLooks:
    'Batches that a validation looks at; without it all tiles of the part, at most 1000.',
  validationSteps0AllTiles: 'Validation steps (0: all tiles)',
  epochsFromOneValidationTo:
    'Epochs from one validation to the next; without it as often as takes a tenth of the time.',
  validationEvery0ATenth: 'Validation every (0: a tenth of the time)',
  besideARandomCropWhat:
    'Beside a random crop: what validation looks at, the middle, or ten crops whose answers are averaged.',
  validationLooksAt: 'Validation looks at',
  howMuchTheObjectsOf: 'How much the objects of a class count, found or missed; 1 for those not named.',
  howManyFalseAlarmsA: 'How many false alarms a missed object costs.',
  theSameByClass: 'The same by class.',
  figureOfTheValidationBy:
    'Figure of the validation by which epochs are compared; the loss is better when it is less.',
  epochsAreComparedBy: 'Epochs are compared by',
  whichEpochIsKeptAs:
    'Which epoch is kept as the best: the highest, or the latest that is as good within one standard error.',
  theBestIs: 'The best is',
  earlyStoppingEndsAfterSo: 'Early stopping: ends after so many validated epochs without a better one.',
  earlyStoppingWithoutABetter: 'Early stopping without a better result for (0: never)',
  whenTheTrainingHasFinished:
    'When the training has finished, its weights are those of the best epoch, not of the last.',
  endWithTheWeightsOf: 'End with the weights of the best epoch',
  multipliesTheLearningRateWith:
    'Multiplies the learning rate with the factor after so many validations without a better result.',
  halveTheRateOnA: 'Halve the rate on a plateau of (0: never)',
  howTheTilesAreVaried: 'How the tiles are varied, anew each time they are shown.',
  whatTheNetworkIsGiven:
    'What the network is given for a pixel; each model has its own where nothing is said.',
  preprocessing: 'Preprocessing',
  anExpressionOverTheChannels: 'An expression over the channels of each pixel, before the preprocessing.',
  beforeItOfEachPixel: 'Before it, of each pixel',
  batchesThatArePreparedAhead: 'Batches that are prepared ahead.',
  batchesAheadQueueSize: 'Batches ahead (queue size)',
  threadsThatPrepareBatches0: 'Threads that prepare batches; 0 prepares each when it is needed.',
  threadsThatPrepareThemWorkers: 'Threads that prepare them (workers)',
  leavesOutMetricsCsvA: "Leaves out metrics.csv, a line an epoch, in the run's folder.",
  tableOfTheEpochsMetrics: "Table of the epochs (metrics.csv) in the run's folder",
  writesALogForTensorboard: "Writes a log for TensorBoard into the run's folder.",
  tensorboardLogInTheRuns: "TensorBoard log in the run's folder",
}
