import { figureOf, html, preciseOf, ratioOf, table, type Html } from './html'
import type { ReportData } from './reportData'

/** How many objects there are, with how that was found out. */
export function countPart({ count, images }: ReportData): Html {
  if ('missing' in count)
    return html`<h2>Counts</h2>
      <p class="missing">${count.missing}</p>`
  const { classes } = count.value
  const rows = classes.map((each) => [
    each.name,
    figureOf(each.found),
    figureOf(each.count),
    each.low === null || each.high === null
      ? 'no interval'
      : html`${figureOf(each.low)} to ${figureOf(each.high)}`,
    html`${preciseOf(each.density)} ${each.unit}`,
    figureOf(each.checked.objects),
    ratioOf(each.checked.precision),
    ratioOf(each.checked.recall),
  ])
  const unknown = images.filter(({ pixelSize }) => !pixelSize).length
  const methods = new Map<string, string[]>()
  for (const { name, method } of classes) methods.set(method, [...(methods.get(method) ?? []), name])
  return html`<h2>Counts</h2>
    ${table('counts', ['class', 'found', 'count', '95 % interval', 'density', 'checked objects', 'precision', 'recall'], rows)}
    ${unknown > 0 ? html`<p class="missing">Pixel size unknown for ${unknown} of ${images.length} images: densities are per megapixel.</p>` : undefined}
    <ul>
      ${[...methods].map(([method, names]) => html`<li><b>${names.join(', ')}:</b> ${method}</li>`)}
    </ul>`
}
