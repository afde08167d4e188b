import { pixelSizeText } from '../../geometry/pixelSize'
import { thresholdText } from '../../found/threshold'
import { t } from '../../messages/messages'
import { isFitted } from '../../models/catalogue'
import { judgedOnTraining, type RunInfo } from '../../runs/config'
import { epochsOf, runName } from '../../runs/runName'
import { figureOf, html, table, type Html } from './html'
import type { ReportData } from './reportData'

const share = (value: number) => `${(value * 100).toFixed(value > 0 && value < 0.01 ? 2 : 1)} %`

/** The pictures and the run. */
export function aboutPart(data: ReportData): Html {
  const rows = data.images.map((image) => [
    image.name,
    `${image.width.toLocaleString('en')} × ${image.height.toLocaleString('en')}`,
    image.pixelSize ? pixelSizeText(image.pixelSize) : t.report.unknown,
    image.checkedAreas === 0 ? t.report.none : t.report.areas(share(image.checkedShare), image.checkedAreas),
    figureOf(image.objects),
    figureOf(image.detections),
    image.learned ? t.report.yes : data.learnedFrom.known ? t.report.no : t.report.notKnown,
  ])
  return html`<h2>${t.report.images}</h2>
    ${table('images', t.report.imageHead, rows)} ${notesTable(data)}
    <h2>${t.report.run}</h2>
    ${runTable(data)}`
}

function notesTable({ images }: ReportData): Html {
  const rows = images.flatMap(({ name, notes }) => (notes ? [[name, notes]] : []))
  return rows.length > 0 ? table('image-notes', t.report.notesHead, rows) : html``
}

const bestWords = (best: NonNullable<RunInfo['best']>) =>
  t.report.bestIn(best.epoch, t.train.metric(best.name), best.metric.toFixed(3)) +
  (judgedOnTraining({ best }) ? t.report.onTraining : '')

function runTable({ run, startedFrom, learnedFrom, version, least }: ReportData): Html {
  const { config, best, origin } = run
  const { here, others, known } = learnedFrom
  const elsewhere = others > 0 ? [t.report.elsewhere(others)] : []
  const from = [...here, ...elsewhere].join(', ') || t.report.noImage
  const rows: [string, Html | string][] = [
    [t.report.runRow, runName(run)],
    [t.report.idRow, run.id],
    ...(origin
      ? ([
          [t.report.fromRow, t.report.from(origin.project, origin.run, origin.licence ?? t.report.notStated)],
        ] as [string, string][])
      : []),
    [t.report.network, t.report.finds(config.model, run.classNames.join(', '))],
    [t.report.learnedFrom, known ? from : t.report.olderVersion],
    ...(startedFrom === undefined ? [] : ([[t.report.startedFrom, startedFrom]] as [string, string][])),
    [t.report.training, trainedFor(run)],
    [t.report.bestEpoch, best ? bestWords(best) : t.report.notKnown],
    [t.report.threshold, least.thresholds ? thresholdText(least) : html`${figureOf(least.threshold)}`],
    [t.report.seed, String(config.seed)],
    [t.report.trained, run.startedAt.slice(0, 10)],
    [t.report.computedBy, run.engine],
    [t.report.reportBy, `Windhover ${version}`],
  ]
  return html`<table id="run">
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function trainedFor(run: ReportData['run']): string {
  const { model, batch, optimiser = 'adam', learningRate } = run.config
  return isFitted(model)
    ? t.report.fittedFor(run.epochs, run.steps, batch)
    : t.report.trainedFor(epochsOf(run), run.steps, batch, optimiser, learningRate)
}
