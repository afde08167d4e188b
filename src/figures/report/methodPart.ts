import type { ReportData } from './reportData'
import { html, type Html } from './html'

/** By the words that name them in a method's sentence. */
const references: readonly (readonly [RegExp, string])[] = [
  [
    /Lin et al\. 2014/,
    'Lin T-Y, Maire M, Belongie S, et al. (2014) Microsoft COCO: common objects in context. ECCV 2014, 740–755.',
  ],
  [/Cochran 1977/, 'Cochran WG (1977) Sampling Techniques, 3rd ed. Wiley, New York.'],
  [
    /Horvitz and Thompson 1952/,
    'Horvitz DG, Thompson DJ (1952) A generalization of sampling without replacement from a finite universe. J Am Stat Assoc 47: 663–685.',
  ],
  [/Rubin 1981/, 'Rubin DB (1981) The Bayesian bootstrap. Ann Stat 9: 130–134.'],
  [
    /Brown, Cai and DasGupta 2001/,
    'Brown LD, Cai TT, DasGupta A (2001) Interval estimation for a binomial proportion. Stat Sci 16: 101–133.',
  ],
  [
    /Niculescu-Mizil and Caruana 2005/,
    'Niculescu-Mizil A, Caruana R (2005) Predicting good probabilities with supervised learning. ICML 2005, 625–632.',
  ],
]

const networks: Readonly<Record<string, string>> = {
  heatmap: 'a convolutional network that draws a heat map of object centres and tells the size of each',
  lite0: 'a network that draws a heat map of object centres on features pretrained on ImageNet',
  segment: 'a U-Net that draws the outline of each object',
  alexnet: 'AlexNet, which tells the class of a tile',
  inception: 'InceptionV3, which tells the class of a tile',
  yolo: 'YOLOv3',
  'yolo-tiny': 'the small form of YOLOv3',
}

const plural = (n: number, one: string) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`

/** What was done, in sentences for a paper, and what to cite. */
export function methodPart(data: ReportData): Html {
  const paragraphs = [training(data), searching(data), evaluating(data), counting(data)]
  const text = paragraphs.join(' ')
  const cited = references.filter(([name]) => name.test(text)).map(([, reference]) => reference)
  return html`<h2>Methods</h2>
    ${paragraphs.map((each) => html`<p>${each}</p>`)}
    ${
      cited.length > 0
        ? html`<h3>References</h3>
            <ul class="small">
              ${cited.map((each) => html`<li>${each}</li>`)}
            </ul>`
        : undefined
    }`
}

function training({ run, version, learnedFrom }: ReportData): string {
  const { config, best, level } = run
  const { here, others, known } = learnedFrom
  const at =
    level === undefined || level === 'auto'
      ? 'the scale that fits the objects'
      : `1/${2 ** level} of full size`
  const ground = known
    ? `parts of ${plural(here.length + others, 'image')} that had been looked through`
    : 'images of which no record was kept'
  const kept = best
    ? ` The weights of epoch ${best.epoch} were kept, by ${best.name} (on training tiles where no object was held back for validation).`
    : ''
  const began = (config.from ?? config.weights) ? ', beginning from weights that had been trained before' : ''
  return `Objects (${run.classNames.join(', ')}) were found with ${networks[config.model] ?? `the network "${config.model}"`} in Windhover ${version} (${run.engine}). It was trained on ${ground}, at ${at}${began}, for ${plural(run.epochs, 'epoch')} (${plural(run.steps, 'step')} of ${config.batch} tiles; ${config.optimiser ?? 'adam'}, learning rate ${config.learningRate}, random seed ${config.seed}).${kept}`
}

function searching({ images, threshold, run }: ReportData): string {
  const own = run.best?.threshold
  const chosen =
    own === undefined
      ? ''
      : Math.abs(own - threshold) < 1e-6
        ? ', the threshold that the training arrived at'
        : `, a threshold set by hand (the training arrived at ${own.toFixed(3)})`
  const sizes = images.filter(({ pixelSize }) => pixelSize).length
  const known =
    sizes === images.length ? '' : ` The pixel size of ${images.length - sizes} of them is unknown.`
  return `${plural(images.length, 'image')} ${images.length === 1 ? 'was' : 'were'} searched as a whole.${known} Detections with a score of at least ${threshold.toFixed(3)} count${chosen}.`
}

function evaluating({ evaluation, learnedFrom }: ReportData): string {
  if ('missing' in evaluation) return `The detections were not evaluated: ${evaluation.missing}`
  const { value } = evaluation
  if (value.accuracy !== undefined) return 'The classes were held against those that people had marked.'
  const split = value.unseen
    ? `Figures are given apart for ground that the network had learned from and for ground that it had never seen (${plural(value.unseen.objects, 'object')}).`
    : learnedFrom.known
      ? 'All checked objects lie on ground that the network had learned from, so the figures are too optimistic.'
      : 'It is not known what the network had learned from, so the figures may be too optimistic.'
  return `Detections were held against ${plural(value.objects, 'object')} that people had marked, on ground that they had looked through completely. A detection is right where its centre lies in the bounding box of an object of its class that no detection of a higher score has hit. AP is average precision with 101 recall levels as in COCO (Lin et al. 2014), of several classes the mean; a calibrated score is the share of detections that are right (Niculescu-Mizil and Caruana 2005). ${split}`
}

function counting({ count, images }: ReportData): string {
  if ('missing' in count) return `Nothing was counted: ${count.missing}`
  const methods = [...new Set(count.value.classes.map(({ method }) => method))]
  const seeds = [...new Set(images.flatMap(({ fieldSeed }) => (fieldSeed === undefined ? [] : [fieldSeed])))]
  const fields =
    seeds.length > 0 ? ` Fields to check were drawn with the random seed ${seeds.join(', ')}.` : ''
  return `Counting: ${methods.join(' ')}${fields}`
}
