import { definedScores, type Evaluation, type Scores } from '../../evaluation/evaluation'
import type { TilesEvaluation } from '../../evaluation/splitEvaluation'
import { thresholdText } from '../../found/threshold'
import { t } from '../../messages/messages'
import { drawCurve } from './curve'
import { figureOf, html, ratioOf, table, type Html } from './html'
import type { ReportData } from './reportData'

const scores = (name: string, s: Partial<Scores>, objects: number) => [
  name,
  ...[s.precision, s.recall, s.f1, s.ap].map(ratioOf),
  figureOf(objects),
]

/** How right the run is: all of it, and what it learned from and never saw apart. */
export function evaluationPart({ evaluation: known }: ReportData): Html {
  const head = t.report.scoreHead
  if ('missing' in known)
    return html`<h2>${t.report.evaluation}</h2>
      <p class="missing">${known.missing}</p>`
  const found = known.value
  const parts: [string, Evaluation][] = [
    [t.report.allGround, found],
    ...(found.learned ? [[t.report.learnedFrom, found.learned] as [string, Evaluation]] : []),
    ...(found.unseen ? [[t.report.neverSeen, found.unseen] as [string, Evaluation]] : []),
  ]
  const rows = parts.map(([name, part]) => [
    ...scores(name, part, part.objects),
    ...[part.truePositives, part.falsePositives, part.falseNegatives].map((n) => figureOf(n)),
  ])
  return html`<h2>${t.report.evaluation}</h2>
    ${found.note ? html`<p class="warning">${t.report.nothingHeldBack}</p>` : undefined} ${classified(found)}
    ${table('evaluation', [...head, ...t.report.mistakeHead], rows)}
    <p>${t.report.atThreshold(thresholdText(found, 3))}</p>
    ${
      found.classes.length > 1
        ? html`<h3>${t.report.byClass}</h3>
            ${table(
              'evaluation-classes',
              head,
              found.classes.map((each) => scores(each.name, definedScores(each), each.objects)),
            )}`
        : undefined
    }
    ${confusion(found)} ${sizes(found)}
    <div class="side">${drawCurve(found)}${calibration(found)}</div>`
}

function calibration({ calibration: bins = [] }: Evaluation): Html {
  if (bins.every(({ detections }) => detections === 0)) return html``
  const rows = bins.map((bin) => [
    `${bin.from.toFixed(1)} – ${bin.to.toFixed(1)}`,
    figureOf(bin.detections),
    ratioOf(bin.score),
    ratioOf(bin.precision),
  ])
  return html`<div>
    <h3>${t.report.calibration}</h3>
    ${table('calibration', t.report.calibrationHead, rows)}
    <p class="small">${t.report.calibrated}</p>
  </div>`
}

/** More classes than this do not fit on a page. */
const mostClasses = 12

function confusion({ confusionMatrix = [], classes }: Evaluation): Html | undefined {
  if (confusionMatrix.length === 0 || classes.length > mostClasses) return undefined
  const names = classes.map(({ name }) => name)
  const rows = confusionMatrix.map((row, is) => [
    names[is] ?? t.report.nothingThere,
    ...row.map((n, said) => (is === names.length && said === names.length ? '–' : figureOf(n))),
  ])
  return html`<h3>${t.report.confusion}</h3>
    ${table('confusion', ['', ...names, t.report.nothingFound], rows)}
    <p class="small">${t.report.confusionAbout}</p>`
}

const sizeNames = () => ({ small: t.report.small, medium: t.report.medium, large: t.report.large })

function sizes({ sizes: found = [] }: Evaluation): Html | undefined {
  if (found.length === 0) return undefined
  const rows = found.map(({ name, from, to, precision, recall, f1, objects }) => [
    sizeNames()[name],
    to === null ? `≥ ${from.toFixed(1)}` : `${from.toFixed(1)} – ${to.toFixed(1)}`,
    ...[precision, recall, f1].map(ratioOf),
    figureOf(objects),
  ])
  return html`<h3>${t.report.bySize}</h3>
    ${table('sizes', t.report.sizeHead, rows)}
    <p class="small">${t.report.sizesAbout}</p>`
}

function classified({ accuracy, logLoss, auc }: TilesEvaluation): Html | undefined {
  if (accuracy === undefined) return undefined
  return html`<p id="classified">
    ${t.report.accuracy(accuracy.toFixed(3), logLoss?.toFixed(3) ?? '–', auc?.toFixed(3) ?? '–')}
  </p>`
}
