import { escaped } from '../markup'

/** Markup that is known to be safe: made by `html` alone, or of our own drawing. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | readonly (Html | string)[]

/**
 * Markup with values in it, of which every one that is no markup is escaped.
 *
 * @example html`<b>${'<script>'}</b>`.text // <b>&lt;script&gt;</b>
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((text, i) => text + (i < values.length ? write(values[i]) : ''))
  return new Html(parts.join(''))
}

function write(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(write).join('')
  return escaped(String(value))
}

/** A figure as people read it, with the exact one in the markup; a dash where there is none. */
export function figureOf(value: number | null | undefined, digits = 3): Html {
  if (value === null || value === undefined || !Number.isFinite(value)) return html`–`
  const shown = Number.isInteger(value) && digits > 0 ? value.toLocaleString('en') : value.toFixed(digits)
  return html`<data value="${value}">${shown}</data>`
}

/** A share of 0..1, always with its digits. */
export const ratioOf = (value: number | null | undefined): Html =>
  value === null || value === undefined ? html`–` : html`<data value="${value}">${value.toFixed(3)}</data>`

/** Digits that count. */
export const preciseOf = (value: number): Html =>
  html`<data value="${value}">${Number(value.toPrecision(3)).toLocaleString('en')}</data>`

/** `id`: for whoever looks a table up. */
export function table(
  id: string,
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const cells = (row: readonly (Html | string)[]) =>
    row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))
  return html`<table id="${id}">
    <thead>
      <tr>
        ${head.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${cells(row)}
          </tr>`,
      )}
    </tbody>
  </table>`
}
