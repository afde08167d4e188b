import { says } from '../messages/says/says'
import { quote } from '../base/csv'
import { csv } from './csv'
import type { LabelFormat, WriteImage, WriteReport } from './format'
import { geometryOf } from './geojson'

/**
 * A table of outlines as DeepForest has them: `image_path,geometry,label[,score]`, one for all images, with the geometry as text (WKT) in
 * pixels. Read like any other table.
 */
export const csvGeometry: LabelFormat = {
  ...csv,
  id: 'csv-geometry',
  get label() {
    return says.formatNames.csvTableOfOutlines
  },
  recognises: () => false,
  write: writeTable,
}

/** Every shape; ellipses become polygons. */
function writeTable(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const scored = images.some(({ objects }) => objects.some(({ score }) => score !== undefined))
  const rows = [['image_path', 'geometry', 'label', ...(scored ? ['score'] : [])].join(',')]
  let changed = 0
  for (const { image, objects } of images)
    for (const { class: number, shape, score } of objects) {
      if (shape.kind === 'ellipse') changed++
      const { type, coordinates } = geometryOf(shape)
      const label = quote(classNames[number] ?? `class ${number}`)
      const row = [quote(image.name), quote(`${type.toUpperCase()} ${textOf(coordinates)}`), label]
      rows.push([...row, ...(scored ? [score ?? ''] : [])].join(','))
    }
  const text = `${rows.join('\n')}\n`
  return { files: [{ name: 'annotations.csv', text }], written: rows.length - 1, dropped: 0, changed }
}

/** A point without its own brackets inside those of a line. */
function textOf(coordinates: unknown): string {
  const all = coordinates as readonly unknown[]
  if (!Array.isArray(all[0])) return `(${all.join(' ')})`
  return `(${all.map((each) => (isPoint(each) ? each.join(' ') : textOf(each))).join(', ')})`
}

const isPoint = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && typeof value[0] === 'number'
