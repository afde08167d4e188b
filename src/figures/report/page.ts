import { aboutPart } from './aboutPart'
import { countPart } from './countPart'
import { evaluationPart } from './evaluationPart'
import { Html, html } from './html'
import { t } from '../../messages/messages'
import { runName } from '../../runs/runName'
import { methodPart } from './methodPart'
import { picturesPart } from './picturesPart'
import type { ReportData } from './reportData'

// One file that any browser shows and prints on A4: nothing is loaded, nothing runs.

const style = new Html(`
:root { color-scheme: light }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 24px; max-width: 190mm; background: #fff; color: #1a1a1a; font: 14px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif }
h1 { font-size: 24px; margin: 0 0 4px } h2 { font-size: 18px; margin: 28px 0 8px; border-bottom: 1px solid #ccc } h3 { font-size: 14px; margin: 16px 0 6px }
table { border-collapse: collapse; margin: 8px 0; font-size: 12.5px } th, td { padding: 3px 10px 3px 0; text-align: right; vertical-align: top; border-bottom: 1px solid #e6e6e6 }
th { font-weight: 600 } th:first-child, #run td, #run th, #image-notes td { text-align: left } #image-notes td { white-space: pre-line } td, th { overflow-wrap: anywhere }
figure { margin: 8px 0; break-inside: avoid } figcaption, .small { font-size: 12px; color: #555 }
.overview img { max-width: 100%; height: auto; max-height: 230mm } .crops { display: flex; flex-wrap: wrap; gap: 8px } .crop { width: 150px; margin: 0 } .crop img { max-width: 150px; height: auto }
.side { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start } .side > * { max-width: 330px }
.warning { border: 2px solid #b3261e; color: #b3261e; padding: 8px 12px; font-weight: 600; break-inside: avoid } .missing { color: #7a4b00 }
h2, h3 { break-after: avoid } tr { break-inside: avoid }
@page { size: A4; margin: 16mm }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt } }
`)

/** The whole page as text. */
export function reportPage(data: ReportData): string {
  const { project, run, day, notes, version } = data
  const title = t.report.title(project, runName(run))
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
  const page = html`<!doctype html>
    <html lang="${t.report.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width" />
        <meta name="generator" content="Windhover ${version}" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p class="small">${t.report.madeOn(day, version)}</p>
        ${aboutPart(data)} ${evaluationPart(data)} ${countPart(data)} ${picturesPart(data)}
        ${methodPart(data)}
        ${
          notes.length > 0
            ? html`<h2>${t.report.notes}</h2>
                <ul id="notes">
                  ${notes.map((note) => html`<li>${note}</li>`)}
                </ul>`
            : undefined
        }
      </body>
    </html>`
  return `${page.text}\n`
}
