import type { Attributes } from './attributes'
import type { LabelImage, WriteImage, WriteReport } from './format'
import { says } from '../messages/says/says'
import { simpleShapes, type SimpleShape, WrittenCounts } from './writtenCounts'

/**
 * Label Studio's JSON, a task for each picture, with a control called "label". Lines are left out, holes are filled, parts become
 * objects of their own; attributes are texts of their regions.
 */
export function writeLabelStudio(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const counts = new WrittenCounts('Label Studio')
  const tasks = images.map(({ image, objects }, i) => {
    const result: object[] = []
    for (const { class: number, shape, score, attributes } of objects) {
      if (shape.kind === 'polyline') {
        counts.leave(says.written.polyline)
        continue
      }
      const { shapes, lost } = simpleShapes(shape)
      counts.add(lost)
      const className = classNames[number] ?? `class ${number}`
      for (const one of shapes) {
        const id = `${i + 1}-${result.length + 1}`
        const about = { id, ...(score === undefined ? {} : { score }) }
        result.push({ ...about, ...regionOf(one, image, className) })
        result.push(...textsOf(id, attributes))
      }
    }
    // An address: what would end its path is written in hexadecimal digits.
    const address = image.name.replace(/[%#?]/g, encodeURIComponent)
    return JSON.stringify({ id: i + 1, data: { image: address }, annotations: [{ id: i + 1, result }] })
  })
  return { files: [{ name: 'tasks.json', text: `[${tasks.join(',\n')}]\n` }], ...counts.report() }
}

const controls = { from_name: 'label', to_name: 'image' }

/** In hundredths of the picture. */
function regionOf(
  shape: Exclude<SimpleShape, { kind: 'polyline' }>,
  { width, height }: LabelImage,
  className: string,
): object {
  const of = (type: string, place: Record<string, unknown>) => ({
    ...{ ...controls, type: `${type}labels`, original_width: width, original_height: height },
    image_rotation: 0,
    value: { ...place, [`${type}labels`]: [className] },
  })
  const [inX, inY] = [(x: number) => (x / width) * 100, (y: number) => (y / height) * 100]
  switch (shape.kind) {
    case 'box': {
      const [x, y] = [inX(shape.x), inY(shape.y)]
      return of('rectangle', { x, y, width: inX(shape.w), height: inY(shape.h), rotation: 0 })
    }
    case 'rotatedBox': {
      // It turns around its first corner.
      const { cx, cy, w, h, angle } = shape
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      const [left, top] = [cx - (w * cos - h * sin) / 2, cy - (w * sin + h * cos) / 2]
      const rotation = (angle * 180) / Math.PI
      return of('rectangle', { x: inX(left), y: inY(top), width: inX(w), height: inY(h), rotation })
    }
    case 'ellipse': {
      const [radiusX, radiusY] = [inX(shape.w / 2), inY(shape.h / 2)]
      const rotation = (shape.angle * 180) / Math.PI
      return of('ellipse', { x: inX(shape.cx), y: inY(shape.cy), radiusX, radiusY, rotation })
    }
    case 'point':
      return of('keypoint', { x: inX(shape.x), y: inY(shape.y), width: 0.5 })
    case 'polygon': {
      const { points } = shape
      const pairs = Array.from({ length: points.length / 2 }, (_, i) => [
        inX(points[i * 2] as number),
        inY(points[i * 2 + 1] as number),
      ])
      return of('polygon', { points: pairs, closed: true })
    }
  }
}

function textsOf(id: string, attributes: Attributes = {}): object[] {
  return Object.entries(attributes).map(([name, value]) => ({
    ...{ id, from_name: name, to_name: 'image', type: 'textarea' },
    value: { text: [value] },
  }))
}
