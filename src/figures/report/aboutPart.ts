import { pixelSizeText } from '../../geometry/pixelSize'
import { figureOf, html, table, type Html } from './html'
import type { ReportData } from './reportData'

const share = (value: number) => `${(value * 100).toFixed(value > 0 && value < 0.01 ? 2 : 1)} %`

/** The pictures and the run. */
export function aboutPart(data: ReportData): Html {
  const rows = data.images.map((image) => [
    image.name,
    `${image.width.toLocaleString('en')} × ${image.height.toLocaleString('en')}`,
    image.pixelSize ? pixelSizeText(image.pixelSize) : 'unknown',
    image.checkedAreas === 0
      ? 'none'
      : `${share(image.checkedShare)} (${image.checkedAreas} ${image.checkedAreas === 1 ? 'area' : 'areas'})`,
    figureOf(image.objects),
    figureOf(image.detections),
    image.learned ? 'yes' : data.learnedFrom.known ? 'no' : 'not known',
  ])
  const head = ['image', 'pixels', 'pixel size', 'checked', 'marked', 'found', 'learned from']
  return html`<h2>Images</h2>
    ${table('images', head, rows)}
    <h2>Run</h2>
    ${runTable(data)}`
}

function runTable({ run, learnedFrom, version, threshold }: ReportData): Html {
  const { config, best, origin } = run
  const { here, others, known } = learnedFrom
  const elsewhere = others > 0 ? [`${others} images that are not in this project`] : []
  const from = [...here, ...elsewhere].join(', ') || 'no image of this project'
  const started = config.from ?? config.weights
  const rows: [string, Html | string][] = [
    ['run', run.id],
    ...(origin
      ? ([
          [
            'from',
            `project ${origin.project}, run ${origin.run}, licence: ${origin.licence ?? 'not stated'}`,
          ],
        ] as [string, string][])
      : []),
    ['network', `${config.model}, finds ${run.classNames.join(', ')}`],
    ['learned from', known ? from : 'not known: an older version trained it'],
    ...(started === undefined ? [] : ([['started from', nameOf(started)]] as [string, string][])),
    [
      'training',
      `${run.epochs} epochs, ${run.steps} steps, batches of ${config.batch}, ${config.optimiser ?? 'adam'}, learning rate ${config.learningRate}`,
    ],
    ['best epoch', best ? `${best.epoch}, ${best.name} ${best.metric.toFixed(3)}` : 'not known'],
    ['threshold', html`${figureOf(threshold)}`],
    ['seed', String(config.seed)],
    ['trained', run.startedAt.slice(0, 10)],
    ['computed by', run.engine],
    ['report by', `Windhover ${version}`],
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

/** Without where it lies. */
export const nameOf = (path: string) => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path
