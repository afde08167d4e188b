import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { frameOf } from '../document/shapes'
import { shapeOfRing } from '../document/ringShape'
import { says } from '../messages/says/says'
import { type Attributes, attributesFrom } from './attributes'
import { FoundObjects } from './foundObjects'
import {
  baseName,
  fileOf,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type OpenLabels,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'
import { childOf, childrenOf, escapeXml, numberIn, parseXml, textOf, type XmlElement } from './xml'

/**
 * Pascal VOC's XML (Everingham et al., development kit 2012, section 8): a file for each image, boxes as the pixels from
 * xmin to xmax. Edges are written with decimals, as CVAT does, and read as they stand. Roboflow's polygons, roLabelImg's
 * turned boxes and CVAT's rotations are read, too.
 */
export const voc: LabelFormat = {
  id: 'voc',
  label: 'Pascal VOC XML',
  single: true,
  folder: true,
  ending: '.xml',
  recognises: (text) => /^\s*(?:<[?!][^]*?>\s*)*<(?:[\w.-]+:)?annotation[\s>]/.test(text.slice(0, 65_536)),
  open: openVoc,
  holds: { attributes: 'all' },
  write: writeVoc,
}

function openVoc(file: LabelFile): OpenLabels {
  const root = parseXml(file.text, file.name)
  if (root.name !== 'annotation')
    throw new AppError('label-xml', says.labelFormats.nameHasNoAnnotationIt(file.name))
  return {
    picture: textOf(root, 'filename') || undefined,
    renamed: true,
    read: (image, _, take) => readObjects(file.name, root, image, take),
  }
}

function readObjects(file: string, root: XmlElement, image: LabelImage, take: TakeObject): ReadReport {
  checkSize(file, root, image)
  const objects = new FoundObjects(file, image, take)
  for (const object of childrenOf(root, 'object')) {
    const where = says.labelFormats.fileLineLine(file, object.line)
    objects.attempt(() => {
      const className = textOf(object, 'name')
      if (!className) throw new AppError('label-class', says.labelFormats.whereThisObjectHasNo(where))
      const score = textOf(object, 'score') ?? textOf(object, 'confidence')
      objects.add(
        {
          className,
          shape: shapeOf(object, className, where),
          score: score === undefined ? undefined : numberIn(score, 'score', where),
          attributes: saidOf(object),
        },
        where,
      )
      objects.say(says.labelFormats.partsOfObjectsWereLeft, childrenOf(object, 'part').length)
      if (textOf(object, 'difficult') === '1') objects.say(says.labelFormats.objectsAreMarkedAsDifficult)
    })
  }
  return objects.report()
}

const marks = ['difficult', 'truncated', 'occluded'] as const

/** Pascal VOC's own marks, and CVAT's attributes but the turn. */
function saidOf(object: XmlElement): Attributes | undefined {
  const attributes = childOf(object, 'attributes')
  const named = attributes ? childrenOf(attributes, 'attribute') : []
  const pose = textOf(object, 'pose')
  const text = (one: XmlElement, name: string) => textOf(one, name) ?? ''
  return attributesFrom([
    ...marks.map((name) => [name, textOf(object, name) === '1'] as const),
    ['pose', pose?.toLowerCase() === 'unspecified' ? '' : pose] as const,
    ...named
      .map((one) => [text(one, 'name'), text(one, 'value')] as const)
      .filter(([name, value]) => name !== 'rotation' && !/^false$/i.test(value)),
  ])
}

function shapeOf(object: XmlElement, className: string, where: string): Shape {
  const polygon = childOf(object, 'polygon')
  if (polygon && polygon.children.length >= 6) return shapeOfRing(corners(polygon, where))
  const turned = childOf(object, 'robndbox')
  if (turned) {
    const value = (name: string) => numberIn(textOf(turned, name), name, where)
    return {
      kind: 'rotatedBox',
      cx: value('cx'),
      cy: value('cy'),
      w: value('w'),
      h: value('h'),
      angle: value('angle'),
    }
  }
  const frame = childOf(object, 'bndbox')
  if (!frame) throw new AppError('label-value', says.labelFormats.whereClassNameHasNo(where, className))
  const edge = (name: string) => numberIn(textOf(frame, name), name, where)
  const [x, y] = [edge('xmin'), edge('ymin')]
  const [w, h] = [edge('xmax') - x, edge('ymax') - y]
  if (w < 0 || h < 0) throw new AppError('label-value', says.labelFormats.whereTheSizeWH(where, w, h))
  const rotation = rotationOf(object, where)
  if (rotation === 0) return { kind: 'box', x, y, w, h }
  return { kind: 'rotatedBox', ...frameOf({ x, y, w, h }), angle: (rotation * Math.PI) / 180 }
}

/** <x1>, <y1>, <x2>, …, or <pt> with <x> and <y> each. */
function corners(polygon: XmlElement, where: string): number[] {
  const points: number[] = []
  for (let i = 1; childOf(polygon, `x${i}`); i++)
    for (const name of [`x${i}`, `y${i}`]) points.push(numberIn(textOf(polygon, name), name, where))
  if (points.length >= 6) return points
  throw new AppError('label-value', says.labelFormats.whereItsPolygonHasNo(where))
}

/** Degrees clockwise around the box's centre, as CVAT's attribute. */
function rotationOf(object: XmlElement, where: string): number {
  const attributes = childOf(object, 'attributes')
  const found =
    attributes && childrenOf(attributes, 'attribute').find((one) => textOf(one, 'name') === 'rotation')
  return found ? numberIn(textOf(found, 'value'), 'value', where) : 0
}

function checkSize(file: string, root: XmlElement, image: LabelImage): void {
  const size = childOf(root, 'size')
  const [width, height] = [Number(size && textOf(size, 'width')), Number(size && textOf(size, 'height'))]
  if ((width > 0 && width !== image.width) || (height > 0 && height !== image.height))
    throw new AppError(
      'label-size',
      says.labelFormats.fileWasMadeForA(file, width, height, image.name, image.width, image.height),
    )
}

function told({ difficult, truncated, occluded, pose, ...named }: Attributes = {}): string {
  const ticked = { truncated, occluded }
  const lines = Object.entries(ticked).flatMap(([name, value]) =>
    value === undefined ? [] : [`    <${name}>1</${name}>\n`],
  )
  const others = Object.entries(named).map(
    ([name, value]) =>
      `<attribute><name>${escapeXml(name)}</name><value>${escapeXml(value)}</value></attribute>`,
  )
  return [
    pose === undefined ? '' : `    <pose>${escapeXml(pose)}</pose>\n`,
    ...lines,
    `    <difficult>${difficult === undefined ? 0 : 1}</difficult>\n`,
    others.length === 0 ? '' : `    <attributes>${others.join('')}</attributes>\n`,
  ].join('')
}

/** Boxes; everything else becomes the box around it, and what has no size is left out. */
function writeVoc(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, dropped, changed] = [0, 0, 0]
  const files = images.map((each) => {
    const { image, objects } = each
    const rows: string[] = []
    for (const { class: number, shape, score, attributes } of objects) {
      const { x, y, w, h } = bounds(shape)
      if (!(w > 0 && h > 0)) {
        dropped++
        continue
      }
      written++
      if (shape.kind !== 'box') changed++
      rows.push(
        `  <object>\n    <name>${escapeXml(classNames[number] ?? `class ${number}`)}</name>\n${told(attributes)}` +
          (score === undefined ? '' : `    <score>${score}</score>\n`) +
          `    <bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox>\n  </object>\n`,
      )
    }
    const size = `<width>${image.width}</width><height>${image.height}</height><depth>3</depth>`
    const text = `<annotation>\n  <filename>${escapeXml(baseName(image.name))}</filename>\n  <size>${size}</size>\n${rows.join('')}</annotation>\n`
    return { name: `${fileOf(each)}.xml`, text }
  })
  return { files, written, dropped, changed }
}
