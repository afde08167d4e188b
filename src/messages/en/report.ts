import type { Shown } from '../shown'

const network: Readonly<Record<string, string>> = {
  heatmap: 'a convolutional network that draws a heat map of object centres and tells the size of each',
  lite0: 'a network that draws a heat map of object centres on features pretrained on ImageNet',
  'lite0-linear': 'a heat map of object centres by a logistic regression on features pretrained on ImageNet',
  segment: 'a U-Net that draws the outline of each object',
  alexnet: 'AlexNet, which tells the class of a tile',
  inception: 'InceptionV3, which tells the class of a tile',
  yolo: 'YOLOv3',
  'yolo-tiny': 'the small form of YOLOv3',
}
const plural = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The report: one page for a referee. */
export const report = {
  language: 'en',
  title: (project: Shown, run: Shown) => `${project}: what ${run} found`,
  madeOn: (day: Shown, version: Shown) => `Made on ${day} with Windhover ${version}.`,
  notes: 'Notes',
  images: 'Images',
  run: 'Run',
  notesHead: ['image', 'notes'],
  imageHead: ['image', 'pixels', 'pixel size', 'checked (all classes)', 'marked', 'found', 'learned from'],
  unknown: 'unknown',
  none: 'none',
  areas: (share: Shown, areas: number) => `${share} (${plural(areas, 'area')})`,
  yes: 'yes',
  no: 'no',
  notKnown: 'not known',
  elsewhere: (others: Shown) => `${others} images that are not in this project`,
  noImage: 'no image of this project',
  runRow: 'run',
  idRow: 'its id',
  fromRow: 'from',
  from: (project: Shown, run: Shown, licence: Shown) => `project ${project}, run ${run}, licence: ${licence}`,
  notStated: 'not stated',
  network: 'network',
  finds: (model: Shown, classes: Shown) => `${model}, finds ${classes}`,
  learnedFrom: 'learned from',
  olderVersion: 'not known: an older version trained it',
  startedFrom: 'started from',
  training: 'training',
  fittedFor: (epochs: Shown, steps: Shown, batch: Shown) =>
    `fitted by regression: ${epochs} looks, ${steps} batches of ${batch}`,
  trainedFor: (epochs: Shown, steps: Shown, batch: Shown, optimiser: Shown, rate: Shown) =>
    `${epochs}, ${steps} steps, batches of ${batch}, ${optimiser}, learning rate ${rate}`,
  bestEpoch: 'best epoch',
  onTraining: ' (on training tiles: no object was held back)',
  bestIn: (epoch: Shown, name: Shown, value: Shown) => `${epoch}, ${name} ${value}`,
  threshold: 'threshold',
  seed: 'seed',
  trained: 'trained',
  computedBy: 'computed by',
  reportBy: 'report by',
  counts: 'Counts',
  countHead: [
    'class',
    'found',
    'count',
    '95 % interval',
    'density',
    'checked objects',
    'precision',
    'recall',
  ],
  sizeUnknown: (unknown: Shown, all: Shown) =>
    `Pixel size unknown for ${unknown} of ${all} images: densities are per megapixel.`,
  evaluation: 'Evaluation',
  scoreHead: ['', 'precision', 'recall', 'F1', 'AP', 'objects'],
  mistakeHead: ['right', 'false alarms', 'missed'],
  allGround: 'all checked ground',
  neverSeen: 'never seen',
  nothingHeldBack:
    'These figures are too optimistic: nothing was held back. No checked object lies on ground that the run has not learned from, so they say how well it remembers and not how well it finds.',
  atThreshold: (threshold: Shown) => `At a threshold of ${threshold}.`,
  byClass: 'By class',
  confusion: 'Confusion by class',
  nothingThere: 'nothing there',
  nothingFound: 'nothing found',
  confusionAbout:
    'A row is what is there, a column what was found, at the threshold. Objects that were hit stand on the diagonal; a detection and an object of another class that match by the same rule are confused; the rest was missed or is a false alarm.',
  bySize: 'By size',
  sizeHead: ['size', 'side, px', 'precision', 'recall', 'F1', 'objects'],
  small: 'small',
  medium: 'medium',
  large: 'large',
  sizesAbout:
    'Terciles: a third of the checked objects each, by the area of the box; the side is its square root, in full-size pixels. A false alarm counts by its own size.',
  calibration: 'Calibration',
  calibrationHead: ['score', 'detections', 'mean score', 'share right'],
  calibrated:
    'A calibrated score is the share of detections that are right (Niculescu-Mizil and Caruana 2005).',
  accuracy: (accuracy: Shown, loss: Shown, auc: Shown) =>
    `Accuracy ${accuracy}, log loss ${loss}, area under the ROC curve ${auc}.`,
  noCurve: 'No curve: nothing was found on checked ground.',
  curve: (threshold: Shown, precision: Shown, recall: Shown) =>
    `Precision over recall; at the threshold ${threshold} precision is ${precision} and recall ${recall}.`,
  recall: 'recall',
  precision: 'precision',
  whatWasFound: 'What was found',
  detections: (name: Shown, count: Shown) => `${name}: ${count} detections`,
  outlines: (threshold: Shown) => `Outlines in the colours of the classes, from a score of ${threshold} on.`,
  leftOut: (left: Shown) => `${left} further images are left out here; they count in every figure.`,
  highest: 'Highest scores',
  lowest: 'Lowest scores that count',
  crop: (name: Shown, score: Shown, image: Shown, x: Shown, y: Shown) =>
    `${name} ${score}, ${image} at ${x}, ${y}`,
  methods: 'Methods',
  references: 'References',
  foundWith: (classes: Shown, model: string, version: Shown, engine: Shown) =>
    `Objects (${classes}) were found with ${network[model] ?? `the network "${model}"`} in Windhover ${version} (${engine}).`,
  between: ' ',
  trainedOn: (images: number) =>
    `It was trained on parts of ${plural(images, 'image')} that had been looked through`,
  trainedOnUnknown: 'It was trained on images of which no record was kept',
  atFittingScale: ', at the scale that fits the objects',
  atScale: (by: number) => (by === 1 ? ', at full size' : `, at 1/${by} of full size`),
  fromWeights: ', beginning from weights that had been trained before',
  trainedSteps: (
    epochs: Shown,
    steps: number,
    { batch, optimiser, rate, seed }: Readonly<Record<'batch' | 'optimiser' | 'rate' | 'seed', Shown>>,
  ) =>
    `, for ${epochs} (${plural(steps, 'step')} of ${batch} tiles; ${optimiser}, learning rate ${rate}, random seed ${seed}).`,
  fittedTo: (epochs: number, steps: number, { batch, seed }: Readonly<Record<'batch' | 'seed', Shown>>) =>
    `, by a regression on ${plural(epochs, 'look')} at them (${plural(steps, 'batch', 'batches')} of ${batch} tiles; random seed ${seed}).`,
  kept: (epoch: Shown, name: Shown) => ` The weights of epoch ${epoch} were kept, by ${name}.`,
  keptOnTraining: (epoch: Shown, name: Shown) =>
    ` The weights of epoch ${epoch} were kept, by ${name} (on training tiles where no object was held back for validation).`,
  searched: (images: number) =>
    `${plural(images, 'image')} ${images === 1 ? 'was' : 'were'} searched as a whole.`,
  sizesUnknown: (unknown: Shown) => ` The pixel size of ${unknown} of them is unknown.`,
  scoresCount: (threshold: Shown) => ` Detections with a score of at least ${threshold} count`,
  ownThreshold: ', the threshold that the training arrived at',
  setByHand: (own: Shown) => `, a threshold set by hand (the training arrived at ${own})`,
  end: '.',
  notEvaluated: (why: Shown) => `The detections were not evaluated: ${why}`,
  classesHeld: 'The classes were held against those that people had marked.',
  apart: (objects: number) =>
    `Figures are given apart for ground that the network had learned from and for ground that it had never seen (${plural(objects, 'object')}).`,
  allLearned:
    'All checked objects lie on ground that the network had learned from, so the figures are too optimistic.',
  learnedUnknown: 'It is not known what the network had learned from, so the figures may be too optimistic.',
  heldAgainst: (objects: number) =>
    `Detections were held against ${plural(objects, 'object')} that people had marked, on ground that they had looked through completely. A detection is right where its centre lies in the bounding box of an object of its class that no detection of a higher score has hit. AP is average precision with 101 recall levels as in COCO (Lin et al. 2014), of several classes the mean; a calibrated score is the share of detections that are right (Niculescu-Mizil and Caruana 2005). `,
  notCounted: (why: Shown) => `Nothing was counted: ${why}`,
  counting: (methods: Shown) => `Counting: ${methods}`,
  fieldSeeds: (seeds: Shown) => ` Fields to check were drawn with the random seed ${seeds}.`,
  methodOf: (classes: readonly string[]) => `${classes.join(', ')}:`,
  marked: 'marked',
  found: 'found',
}
