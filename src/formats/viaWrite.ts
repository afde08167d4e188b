import type { WriteImage, WriteReport } from './format'
import { says } from '../messages/says/says'
import { ringOf, simpleShapes, type SimpleShape, WrittenCounts } from './writtenCounts'

/**
 * VIA's annotations as JSON, one file, classes in the attribute "class". Turned boxes become polygons, holes are filled, parts
 * become objects of their own.
 */
export function writeVia(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const counts = new WrittenCounts('VIA')
  const entries = images.map(({ image, objects }) => {
    const regions = objects.flatMap(({ class: number, shape, score, attributes }) => {
      const { shapes, lost } = simpleShapes(shape)
      counts.add(shape.kind === 'rotatedBox' ? [...lost, says.written.turned] : lost)
      const said = {
        ...attributes,
        ...(score === undefined ? {} : { score: String(score) }),
        class: classNames[number] ?? `class ${number}`,
      }
      return shapes.map((one) => ({ shape_attributes: placeOf(one), region_attributes: said }))
    })
    // A file's key is its name and its size, which VIA takes as unknown.
    const entry = { filename: image.name, size: -1, regions, file_attributes: {} }
    return `${JSON.stringify(`${image.name}-1`)}:${JSON.stringify(entry)}`
  })
  return { files: [{ name: 'via.json', text: `{${entries.join(',\n')}}\n` }], ...counts.report() }
}

function placeOf(shape: SimpleShape): object {
  switch (shape.kind) {
    case 'box':
      return { name: 'rect', x: shape.x, y: shape.y, width: shape.w, height: shape.h }
    case 'ellipse': {
      const { cx, cy, w, h, angle } = shape
      return { name: 'ellipse', cx, cy, rx: w / 2, ry: h / 2, theta: angle }
    }
    case 'point':
      return { name: 'point', cx: shape.x, cy: shape.y }
    case 'polyline':
      return { name: 'polyline', ...points(shape.points) }
    case 'polygon':
      return { name: 'polygon', ...points(shape.points) }
    case 'rotatedBox':
      return { name: 'polygon', ...points(ringOf(shape)) }
  }
}

function points(values: readonly number[]): object {
  return {
    all_points_x: values.filter((_, i) => i % 2 === 0),
    all_points_y: values.filter((_, i) => i % 2 === 1),
  }
}
