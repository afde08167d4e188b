import { densityUnit } from '../../evaluation/count/densityUnit'
import { t } from '../../messages/messages'
import { figureOf, html, preciseOf, ratioOf, table, type Html } from './html'
import type { ReportData } from './reportData'

/** How many objects there are, with how that was found out. */
export function countPart({ count, images }: ReportData): Html {
  if ('missing' in count)
    return html`<h2>${t.report.counts}</h2>
      <p class="missing">${count.missing}</p>`
  const { classes } = count.value
  const rows = classes.map((each) => [
    each.name,
    figureOf(each.found),
    figureOf(each.count),
    each.low === null || each.high === null
      ? t.count.noInterval
      : html`${figureOf(each.low)} – ${figureOf(each.high)}`,
    html`${preciseOf(each.density)} ${densityUnit(each.unit)}`,
    figureOf(each.checked.objects),
    ratioOf(each.checked.precision),
    ratioOf(each.checked.recall),
  ])
  const unknown = images.filter(({ pixelSize }) => !pixelSize).length
  const methods = new Map<string, string[]>()
  for (const { name, method } of classes) methods.set(method, [...(methods.get(method) ?? []), name])
  return html`<h2>${t.report.counts}</h2>
    ${table('counts', t.report.countHead, rows)}
    ${unknown > 0 ? html`<p class="missing">${t.report.sizeUnknown(unknown, images.length)}</p>` : undefined}
    <ul>
      ${[...methods].map(([method, names]) => html`<li><b>${t.report.methodOf(names)}</b> ${method}</li>`)}
    </ul>`
}
