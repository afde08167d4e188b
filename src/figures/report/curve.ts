import type { Evaluation } from '../../evaluation/evaluation'
import { thresholdText } from '../../found/threshold'
import { t } from '../../messages/messages'
import { coordinate } from '../markup'
import { type Html, html } from './html'

const [side, left, below, above] = [260, 40, 34, 10]
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** Precision over recall at every score, and where the threshold lies on it. */
export function drawCurve(found: Evaluation): Html {
  const { curve = [], precision, recall } = found
  if (curve.length === 0) return html`<p class="missing">${t.report.noCurve}</p>`
  const x = (value: number) => coordinate(left + value * side)
  const y = (value: number) => coordinate(above + (1 - value) * side)
  const line = curve.map((point) => `${x(point.recall)},${y(point.precision)}`).join(' ')
  const grid = ticks.map(
    (value) =>
      html`<path d="M${x(0)} ${y(value)}H${x(1)}M${x(value)} ${y(0)}V${y(1)}" stroke="#e3e3e3" /><text
          x="${x(value)}"
          y="${coordinate(above + side + 14)}"
          text-anchor="middle"
          >${value}</text
        ><text x="${left - 6}" y="${coordinate(above + (1 - value) * side + 3)}" text-anchor="end"
          >${value}</text
        >`,
  )
  const [width, height] = [left + side + 12, above + side + below]
  const words = t.report.curve(thresholdText(found), precision.toFixed(3), recall.toFixed(3))
  return html`<figure>
    <svg
      id="curve"
      viewBox="0 0 ${width} ${height}"
      width="${width}"
      height="${height}"
      role="img"
      aria-label="${words}"
      font-size="10"
      fill="#333"
    >
      ${grid}
      <polyline points="${line}" fill="none" stroke="#1f5fbf" stroke-width="1.5" />
      <circle cx="${x(recall)}" cy="${y(precision)}" r="4" fill="#d2452d" />
      <text x="${coordinate(left + side / 2)}" y="${coordinate(above + side + 29)}" text-anchor="middle">
        ${t.report.recall}
      </text>
      <text transform="translate(10 ${coordinate(above + side / 2)}) rotate(-90)" text-anchor="middle">
        ${t.report.precision}
      </text>
    </svg>
    <figcaption>${words}</figcaption>
  </figure>`
}
