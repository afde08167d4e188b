import type { Evaluation, Scores } from '../../evaluation/evaluation'
import type { TilesEvaluation } from '../../evaluation/splitEvaluation'
import { drawCurve } from './curve'
import { figureOf, html, ratioOf, table, type Html } from './html'
import type { ReportData } from './reportData'

const scores = (name: string, s: Scores) => [
  name,
  ...[s.precision, s.recall, s.f1, s.ap].map(ratioOf),
  figureOf(s.objects),
]
const head = ['', 'precision', 'recall', 'F1', 'AP', 'objects']

/** How right the run is: all of it, and what it learned from and never saw apart. */
export function evaluationPart({ evaluation: known }: ReportData): Html {
  if ('missing' in known)
    return html`<h2>Evaluation</h2>
      <p class="missing">${known.missing}</p>`
  const found = known.value
  const parts: [string, Evaluation][] = [
    ['all checked ground', found],
    ...(found.learned ? [['learned from', found.learned] as [string, Evaluation]] : []),
    ...(found.unseen ? [['never seen', found.unseen] as [string, Evaluation]] : []),
  ]
  const rows = parts.map(([name, part]) => [
    ...scores(name, part),
    ...[part.truePositives, part.falsePositives, part.falseNegatives].map((n) => figureOf(n)),
  ])
  return html`<h2>Evaluation</h2>
    ${found.note ? html`<p class="warning">These figures are ${found.note}. No checked object lies on ground that the run has not learned from, so they say how well it remembers and not how well it finds.</p>` : undefined}
    ${classified(found)} ${table('evaluation', [...head, 'right', 'false alarms', 'missed'], rows)}
    <p>At a threshold of ${ratioOf(found.threshold)}.</p>
    ${
      found.classes.length > 1
        ? html`<h3>By class</h3>
            ${table(
              'evaluation-classes',
              head,
              found.classes.map((each) => scores(each.name, each)),
            )}`
        : undefined
    }
    <div class="side">${drawCurve(found)}${calibration(found)}</div>`
}

function calibration({ calibration: bins = [] }: Evaluation): Html {
  if (bins.every(({ detections }) => detections === 0)) return html``
  const rows = bins.map((bin) => [
    `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
    figureOf(bin.detections),
    ratioOf(bin.score),
    ratioOf(bin.precision),
  ])
  return html`<div>
    <h3>Calibration</h3>
    ${table('calibration', ['score', 'detections', 'mean score', 'share right'], rows)}
    <p class="small">
      A calibrated score is the share of detections that are right (Niculescu-Mizil and Caruana 2005).
    </p>
  </div>`
}

function classified({ accuracy, logLoss, auc }: TilesEvaluation): Html | undefined {
  if (accuracy === undefined) return undefined
  return html`<p id="classified">
    Accuracy ${ratioOf(accuracy)}, log loss ${ratioOf(logLoss)}, area under the ROC curve ${ratioOf(auc)}.
  </p>`
}
