import { quote } from '../base/csv'
import { AppError } from '../base/errors'
import { shapeArea } from '../document/shapes'
import { areaOf, inMetres, lengthUnits, measureUnit, type PixelSize } from '../geometry/pixelSize'
import { says } from '../messages/says/says'
import { bounds, type Shape } from '../records/records'
import { meantNames } from './columnMeanings'
import { columnsOf, isHeadless, namesPlaces, startsWithRow, type Columns } from './csvColumns'
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
  get label() {
    return says.formatNames.csvTable
  },
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
    const { columns: said } = file
    const isRow = said !== undefined && startsWithRow(said, fields)
    columns = columnsOf(said ? meantNames(fields, said, file.name, isRow) : fields, file.name)
    reader = new TableReader(file, columns, separator !== ',')
    if (isRow) reader.add(fields, line)
  })
  return {
    push: (piece) => lines.push(piece),
    end() {
      lines.end()
      if (!reader) throw new AppError('label-csv', says.tables.nameIsEmptyChooseA(file.name))
      return reader.finish()
    },
  }
}

/**
 * Boxes and points; everything else becomes the box around it. Where the size of a pixel is known, the sides and the area of
 * the shape itself follow, in the unit that their columns name.
 */
function writeCsv(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const scored = images.some(({ objects }) => objects.some(({ score }) => score !== undefined))
  const units = new Set(
    images.flatMap(({ image: { pixelSize } }) => (pixelSize ? measureUnit(pixelSize) : [])),
  )
  const measured = (['um', 'm'] as const).filter((unit) => units.has(unit))
  const extra = measured.flatMap((unit) => [`width_${unit}`, `height_${unit}`, `area_${unit}2`])
  const head = ['image_path', 'xmin', 'ymin', 'xmax', 'ymax', 'label', ...(scored ? ['score'] : []), ...extra]
  const rows = [head.join(',')]
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
      rows.push([...row, ...measured.flatMap((unit) => measures(shape, image.pixelSize, unit))].join(','))
    }
  const text = `${rows.join('\n')}\n`
  return { files: [{ name: 'annotations.csv', text }], written: rows.length - 1, dropped, changed }
}

/** Width and height of the box around a shape, and its area; nothing in another unit than the picture's. */
function measures(shape: Shape, size: PixelSize | undefined, unit: 'um' | 'm'): (number | '')[] {
  if (!size || measureUnit(size) !== unit || shape.kind === 'point') return ['', '', '']
  const { w, h } = bounds(shape)
  const side = inMetres(size)
  const metres = lengthUnits[unit]
  const digits = (value: number) => Number(value.toPrecision(9))
  const covered = shape.kind === 'polyline' ? '' : digits(areaOf(shapeArea(shape), size) / metres ** 2)
  return [digits((w * side.x) / metres), digits((h * side.y) / metres), covered]
}
