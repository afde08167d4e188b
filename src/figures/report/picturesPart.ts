import { thresholdText } from '../../found/threshold'
import { t } from '../../messages/messages'
import { html, type Html } from './html'
import type { InlineJpeg, ReportCrop, ReportData } from './reportData'

const picture = ({ jpeg, width, height }: InlineJpeg, words: string): Html =>
  html`<img src="data:image/jpeg;base64,${jpeg}" width="${width}" height="${height}" alt="${words}" />`

/** Each image as a whole with what was found, then the surest and the least sure detections. */
export function picturesPart(data: ReportData): Html {
  const shown = data.images.filter(({ overview }) => overview)
  const left = data.images.length - shown.length
  const overviews = shown.map(({ name, overview, detections }) => {
    const words = t.report.detections(name, detections.toLocaleString('en'))
    return html`<figure class="overview">
      ${picture(overview as InlineJpeg, words)}
      <figcaption>${words}${t.report.end}</figcaption>
    </figure>`
  })
  return html`<h2>${t.report.whatWasFound}</h2>
    <p>${t.report.outlines(thresholdText(data.least))}</p>
    ${overviews} ${left > 0 ? html`<p class="missing">${t.report.leftOut(left)}</p>` : undefined}
    ${cropsOf(t.report.highest, data.highest)} ${cropsOf(t.report.lowest, data.lowest)}`
}

function cropsOf(title: string, crops: readonly ReportCrop[]): Html | undefined {
  if (crops.length === 0) return undefined
  const figures = crops.map((crop) => {
    const words = t.report.crop(crop.className, crop.score.toFixed(2), crop.image, crop.x, crop.y)
    return html`<figure class="crop">
      ${picture(crop, words)}
      <figcaption>
        ${crop.className} ${crop.score.toFixed(2)}<br /><span class="small"
          >${crop.image}, ${crop.x}, ${crop.y}</span
        >
      </figcaption>
    </figure>`
  })
  return html`<h3>${title}</h3>
    <div class="crops">${figures}</div>`
}
