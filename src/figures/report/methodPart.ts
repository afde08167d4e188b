import { thresholdText } from '../../found/threshold'
import { t } from '../../messages/messages'
import { epochsOf } from '../../runs/runName'
import { isFitted } from '../../models/catalogue'
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
    /Horvitz (and|和) Thompson 1952/,
    'Horvitz DG, Thompson DJ (1952) A generalization of sampling without replacement from a finite universe. J Am Stat Assoc 47: 663–685.',
  ],
  [/Rubin 1981/, 'Rubin DB (1981) The Bayesian bootstrap. Ann Stat 9: 130–134.'],
  [
    /Brown(, |、)Cai (and|和) DasGupta 2001/,
    'Brown LD, Cai TT, DasGupta A (2001) Interval estimation for a binomial proportion. Stat Sci 16: 101–133.',
  ],
  [
    /Niculescu-Mizil (and|和) Caruana 2005/,
    'Niculescu-Mizil A, Caruana R (2005) Predicting good probabilities with supervised learning. ICML 2005, 625–632.',
  ],
]

/** What was done, in sentences for a paper, and what to cite. */
export function methodPart(data: ReportData): Html {
  const paragraphs = [training(data), searching(data), evaluating(data), counting(data)]
  const text = paragraphs.join(' ')
  const cited = references.filter(([name]) => name.test(text)).map(([, reference]) => reference)
  return html`<h2>${t.report.methods}</h2>
    ${paragraphs.map((each) => html`<p>${each}</p>`)}
    ${
      cited.length > 0
        ? html`<h3>${t.report.references}</h3>
            <ul class="small">
              ${cited.map((each) => html`<li>${each}</li>`)}
            </ul>`
        : undefined
    }`
}

function training({ run, version, learnedFrom }: ReportData): string {
  const { config, best, level } = run
  const { here, others, known } = learnedFrom
  return [
    t.report.foundWith(run.classNames.join(', '), config.model, version, run.engine),
    t.report.between,
    known ? t.report.trainedOn(here.length + others) : t.report.trainedOnUnknown,
    level === undefined || level === 'auto' ? t.report.atFittingScale : t.report.atScale(2 ** level),
    (config.from ?? config.weights) ? t.report.fromWeights : '',
    isFitted(config.model)
      ? t.report.fittedTo(run.epochs, run.steps, config)
      : t.report.trainedSteps(epochsOf(run), run.steps, {
          ...{ batch: config.batch, optimiser: config.optimiser ?? 'adam' },
          ...{ rate: config.learningRate, seed: config.seed },
        }),
    best
      ? (best.expected?.objects ? t.report.kept : t.report.keptOnTraining)(
          best.epoch,
          t.train.metric(best.name),
        )
      : '',
  ].join('')
}

function searching({ images, least, run }: ReportData): string {
  const own = run.best?.threshold
  const unknown = images.filter(({ pixelSize }) => !pixelSize).length
  const same = own !== undefined && !least.thresholds && Math.abs(own - least.threshold) < 1e-6
  return [
    t.report.searched(images.length),
    unknown === 0 ? '' : t.report.sizesUnknown(unknown),
    t.report.scoresCount(thresholdText(least, 3)),
    own === undefined ? '' : same ? t.report.ownThreshold : t.report.setByHand(own.toFixed(3)),
    t.report.end,
  ].join('')
}

function evaluating({ evaluation, learnedFrom }: ReportData): string {
  if ('missing' in evaluation) return t.report.notEvaluated(evaluation.missing)
  const { value } = evaluation
  if (value.accuracy !== undefined) return t.report.classesHeld
  const split = value.unseen
    ? t.report.apart(value.unseen.objects)
    : learnedFrom.known
      ? t.report.allLearned
      : t.report.learnedUnknown
  return `${t.report.heldAgainst(value.objects)}${split}`
}

function counting({ count, images }: ReportData): string {
  if ('missing' in count) return t.report.notCounted(count.missing)
  const methods = [...new Set(count.value.classes.map(({ method }) => method))]
  const seeds = [...new Set(images.flatMap(({ fieldSeed }) => (fieldSeed === undefined ? [] : [fieldSeed])))]
  const fields = seeds.length > 0 ? t.report.fieldSeeds(seeds.join(', ')) : ''
  return `${t.report.counting(methods.join(' '))}${fields}`
}
