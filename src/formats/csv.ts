import { quote } from '../base/csv'
import { AppError } from '../base/errors'
import { bounds } from '../records/records'
import { columnsOf, isHeadless, namesPlaces, type Columns } from './csvColumns'
import { CsvLines } from './csvLines'
import type { LabelFile, LabelFormat, LabelStream, WriteImage, WriteReport } from './format'
import { TableReader } from './csvRows'

/**
 * Tables of boxes as DeepForest has them: `image_path,xmin,ymin,xmax,ymax,label[,score]`, one for all images; with x, y, width,
 * height; with a middle; with a text of geometry; and of points: `x,y,label`. Columns by their names in the first line,
 * separated by comma, semicolon or tab.
 */
export const csv: LabelFormat = {
  id: 'csv',
  label: 'CSV table',
  single: false,
  folder: false,
  ending: '.csv',
  recognises: (text) => {
    let found = false
    const first = text.slice(0, 65_536).split('\n', 1)[0] ?? ''
    new CsvLines('', (fields) => (found = namesPlaces(fields) || isHeadless(fields))).push(`${first}\n`)
    return found
  },
  open(file) {
    const stream = streamCsv(file)
    stream.push(file.text)
    return stream.end()
  },
  stream: streamCsv,
  write: writeCsv,
}

function streamCsv(file: LabelFile): LabelStream {
  let columns: Columns | undefined
  let reader: TableReader | undefined
  const lines = new CsvLines(file.name, (fields, line, separator) => {
    if (reader) return reader.add(fields, line)
    columns = columnsOf(fields, file.name)
    reader = new TableReader(file, columns, separator !== ',')
  })
  return {
    push: (piece) => lines.push(piece),
    end() {
      lines.end()
      if (!reader) throw new AppError('label-csv', `${file.name} is empty: choose a file with labels.`)
      return reader.finish()
    },
  }
}

/** Boxes and points; everything else becomes the box around it. */
function writeCsv(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const scored = images.some(({ objects }) => objects.some(({ score }) => score !== undefined))
  const rows = [
    ['image_path', 'xmin', 'ymin', 'xmax', 'ymax', 'label', ...(scored ? ['score'] : [])].join(','),
  ]
  let [dropped, changed] = [0, 0]
  for (const { image, objects } of images)
    for (const { class: number, shape, score } of objects) {
      const { x, y, w, h } = bounds(shape)
      if (shape.kind !== 'point' && !(w > 0 && h > 0)) {
        dropped++
        continue
      }
      if (shape.kind !== 'box' && shape.kind !== 'point') changed++
      const label = quote(classNames[number] ?? `class ${number}`)
      const row = [quote(image.name), x, y, x + w, y + h, label, ...(scored ? [score ?? ''] : [])]
      rows.push(row.join(','))
    }
  const text = `${rows.join('\n')}\n`
  return { files: [{ name: 'annotations.csv', text }], written: rows.length - 1, dropped, changed }
}
