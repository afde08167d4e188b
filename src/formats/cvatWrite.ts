import type { Attributes } from './attributes'
import { says } from '../messages/says/says'
import type { WriteImage, WriteReport } from './format'
import { simpleShapes, type SimpleShape, WrittenCounts } from './writtenCounts'
import { escapeXml } from './xml'

/** CVAT for images 1.1: one file. Holes are filled, parts become objects of their own, and scores have no place. */
export function writeCvat(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const counts = new WrittenCounts('CVAT')
  const pieces = [...cvatPieces(images, classNames, counts)]
  return { files: [{ name: 'annotations.xml', text: pieces.join('') }], ...counts.report() }
}

function* cvatPieces(
  images: readonly WriteImage[],
  classNames: readonly string[],
  counts: WrittenCounts,
): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
  yield `  <meta><task><name>Windhover</name><size>${images.length}</size><mode>annotation</mode><labels>\n`
  for (const [number, name] of classNames.entries())
    yield `    <label><name>${escapeXml(name)}</name><attributes>${attributesOfClass(images, number)}</attributes></label>\n`
  yield '  </labels></task></meta>\n'
  for (const [id, { image, objects }] of images.entries()) {
    const { name, width, height } = image
    yield `  <image id="${id}" name="${escapeXml(name)}" width="${width}" height="${height}">\n`
    for (const { class: number, shape, attributes, score } of objects) {
      const { shapes, lost } = simpleShapes(shape)
      counts.add(lost)
      if (score !== undefined) counts.say(says.written.scores)
      const label = escapeXml(classNames[number] ?? `class ${number}`)
      for (const one of shapes) yield elementOf(one, label, attributes)
    }
    yield '  </image>\n'
  }
  yield '</annotations>\n'
}

/** CVAT wants the attributes of a label to be declared. */
function attributesOfClass(images: readonly WriteImage[], number: number): string {
  const names = new Set<string>()
  for (const { objects } of images)
    for (const object of objects)
      if (object.class === number)
        for (const name of Object.keys(object.attributes ?? {})) if (name !== 'occluded') names.add(name)
  const declared = [...names].map(
    (name) =>
      `<attribute><name>${escapeXml(name)}</name><mutable>False</mutable><input_type>text</input_type><default_value></default_value><values></values></attribute>`,
  )
  return declared.join('')
}

function elementOf(shape: SimpleShape, label: string, attributes: Attributes = {}): string {
  const { occluded, ...others } = attributes
  const said = Object.entries(others).map(
    ([name, value]) => `<attribute name="${escapeXml(name)}">${escapeXml(value)}</attribute>`,
  )
  const { name, place } = placeOf(shape)
  const written = Object.entries(place).map(([key, value]) => ` ${key}="${value}"`)
  return `    <${name} label="${label}" source="manual" occluded="${occluded === 'true' ? 1 : 0}"${written.join('')} z_order="0">${said.join('')}</${name}>\n`
}

function placeOf(shape: SimpleShape): { name: string; place: Record<string, number | string> } {
  switch (shape.kind) {
    case 'box':
      return {
        name: 'box',
        place: { xtl: shape.x, ytl: shape.y, xbr: shape.x + shape.w, ybr: shape.y + shape.h },
      }
    case 'rotatedBox': {
      const { cx, cy, w, h, angle } = shape
      const place = { xtl: cx - w / 2, ytl: cy - h / 2, xbr: cx + w / 2, ybr: cy + h / 2 }
      return { name: 'box', place: { ...place, rotation: degrees(angle) } }
    }
    case 'ellipse': {
      const { cx, cy, w, h, angle } = shape
      const place: Record<string, number> = { cx, cy, rx: w / 2, ry: h / 2 }
      if (angle !== 0) place['rotation'] = degrees(angle)
      return { name: 'ellipse', place }
    }
    case 'point':
      return { name: 'points', place: { points: `${shape.x},${shape.y}` } }
    case 'polyline':
      return { name: 'polyline', place: { points: pointsText(shape.points) } }
    case 'polygon':
      return { name: 'polygon', place: { points: pointsText(shape.points) } }
  }
}

/** From 0 to 360. */
const degrees = (angle: number) => ((((angle * 180) / Math.PI) % 360) + 360) % 360

function pointsText(points: readonly number[]): string {
  const pairs = Array.from({ length: points.length / 2 }, (_, i) => points.slice(i * 2, i * 2 + 2).join(','))
  return pairs.join(';')
}
