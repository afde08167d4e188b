import { coordinate, escaped } from './markup'
import { textWidth } from './scaleBar'

/** A line of a legend. */
export interface LegendEntry {
  readonly text: string
  readonly color: string
  readonly dashed: boolean
}

/** Letters of a name that are shown. */
const longest = 60

/** A strip for below a picture: its height, and what is drawn in it from `top` on. */
export function drawLegend(
  entries: readonly LegendEntry[],
  { width, top, font, line }: Readonly<Record<'width' | 'top' | 'font' | 'line', number>>,
): { readonly height: number; readonly drawn: string } {
  if (entries.length === 0) return { height: 0, drawn: '' }
  const [gap, swatch, row] = [font * 0.6, font * 1.8, font * 1.5]
  let [x, y] = [gap, gap + row / 2]
  const drawn = entries.map(({ text, color, dashed }) => {
    const short = [...text].length > longest ? `${[...text].slice(0, longest - 1).join('')}…` : text
    const wide = swatch + gap + textWidth(short, font) + 2 * gap
    if (x > gap && x + wide > width) [x, y] = [gap, y + row]
    const [left, middle] = [x, top + y]
    x += wide
    const c = coordinate
    const dashes = dashed ? ` stroke-dasharray="${c(line * 3.5)} ${c(line * 2.5)}"` : ''
    const stroke = (paint: string, factor: number) =>
      `<path d="M${c(left)} ${c(middle)}h${c(swatch)}" stroke="${paint}" stroke-width="${c(line * factor)}"${dashes}/>`
    return `${stroke('#777', 3)}${stroke(color, 2)}<text x="${c(left + swatch + gap)}" y="${c(middle + font * 0.35)}" font-size="${c(font)}" fill="#111">${escaped(short)}</text>`
  })
  return { height: Math.ceil(y + row / 2 + gap), drawn: `<g class="legend">${drawn.join('')}</g>` }
}
