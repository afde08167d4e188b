import { AppError } from '../base/errors'
import { bounds } from '../document/records'
import { FoundObjects } from './foundObjects'
import {
  baseName,
  stem,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type OpenLabels,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'

/**
 * Pascal VOC's XML (Everingham et al., development kit 2012, section 8): a file for each image, boxes only, as the
 * pixels from xmin to xmax. Edges are written with decimals, as CVAT does, and read as they stand.
 */
export const voc: LabelFormat = {
  id: 'voc',
  label: 'Pascal VOC XML',
  folder: true,
  ending: '.xml',
  recognises: (text) =>
    /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?<annotation[\s>]/.test(text.slice(0, 65_536)),
  open: openVoc,
  write: writeVoc,
}

interface Element {
  readonly text: string
  /** In the file, from 1. */
  readonly line: number
}

function openVoc(file: LabelFile): OpenLabels {
  const root = elements(file.text, 'annotation')[0]
  if (!root)
    throw new AppError(
      'label-xml',
      `${file.name} has no <annotation>…</annotation>: it is not a Pascal VOC file, or its end is missing.`,
    )
  return { read: (image, _, take) => readObjects(file, root, image, take) }
}

function readObjects(file: LabelFile, root: Element, image: LabelImage, take: TakeObject): ReadReport {
  checkImage(file, root, image)
  const objects = new FoundObjects(image, take)
  for (const object of elements(root.text, 'object', root.line)) {
    const where = `${file.name}, line ${object.line}`
    const className = textOf(object, 'name')
    if (!className)
      throw new AppError('label-class', `${where}: this object has no <name>: name its class there.`)
    const frame = elements(object.text, 'bndbox', object.line)[0]
    if (!frame)
      throw new AppError('label-value', `${where}: "${className}" has no <bndbox>: mend or remove it.`)
    const edge = (name: string) => numberOf(textOf(frame, name), name, where)
    const [x, y] = [edge('xmin'), edge('ymin')]
    const [w, h] = [edge('xmax') - x, edge('ymax') - y]
    if (w < 0 || h < 0)
      throw new AppError('label-value', `${where}: the size ${w} × ${h} is negative: mend or remove it.`)
    const text = textOf(object, 'score')
    const score = text === undefined ? undefined : numberOf(text, 'score', where)
    objects.add({ className, shape: { kind: 'box', x, y, w, h }, score }, where)
  }
  const { dropped } = objects
  const warnings = dropped ? [`${file.name}: ${dropped} objects have no size and were left out.`] : []
  return objects.report(warnings)
}

function checkImage(file: LabelFile, root: Element, image: LabelImage): void {
  const name = textOf(root, 'filename')
  if (name && stem(name) !== stem(image.name) && stem(file.name) !== stem(image.name))
    throw new AppError(
      'label-image',
      `${file.name} was made for "${baseName(name)}", not for "${image.name}": choose the labels of this image.`,
    )
  const size = elements(root.text, 'size', root.line)[0]
  const [width, height] = [Number(size && textOf(size, 'width')), Number(size && textOf(size, 'height'))]
  if ((width > 0 && width !== image.width) || (height > 0 && height !== image.height))
    throw new AppError(
      'label-image',
      `${file.name} was made for a picture of ${width} × ${height} pixels, "${image.name}" has ${image.width} × ${image.height}: choose the labels of this image.`,
    )
}

/** What stands between <name> and </name>, each time; elements of one name do not nest here. */
function elements(text: string, name: string, firstLine = 1): Element[] {
  const found: Element[] = []
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}\\s*>`, 'g')
  let [line, counted] = [firstLine, 0]
  for (const match of text.matchAll(pattern)) {
    for (; counted < match.index; counted++) if (text[counted] === '\n') line++
    found.push({ text: match[1] as string, line })
  }
  return found
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text of the first such element that belongs to this one itself, not to a part of it. */
function textOf(element: Element, name: string): string | undefined {
  const own = element.text.replace(/<(part|object)(\s[^>]*)?>[^]*?<\/\1\s*>/g, '')
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}\\s*>`).exec(own)?.[1]
  return found?.replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole).trim()
}

function numberOf(text: string | undefined, name: string, where: string): number {
  const value = text ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError(
    'label-value',
    `${where}: <${name}> is ${text === undefined ? 'missing' : `"${text.slice(0, 40)}"`}: it must be a number.`,
  )
}

/** Boxes; everything else becomes the box around it, and what has no size is left out. */
function writeVoc(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, dropped, changed] = [0, 0, 0]
  const files = images.map(({ image, objects }) => {
    const rows: string[] = []
    for (const { class: number, shape, score } of objects) {
      const { x, y, w, h } = bounds(shape)
      if (!(w > 0 && h > 0)) {
        dropped++
        continue
      }
      written++
      if (shape.kind !== 'box') changed++
      rows.push(
        `  <object>\n    <name>${escape(classNames[number] ?? `class ${number}`)}</name>\n    <difficult>0</difficult>\n` +
          (score === undefined ? '' : `    <score>${score}</score>\n`) +
          `    <bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox>\n  </object>\n`,
      )
    }
    const size = `<width>${image.width}</width><height>${image.height}</height><depth>3</depth>`
    const text = `<annotation>\n  <filename>${escape(image.name)}</filename>\n  <size>${size}</size>\n${rows.join('')}</annotation>\n`
    return { name: `${stem(image.name)}.xml`, text }
  })
  return { files, written, dropped, changed }
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&${Object.keys(entities).find((e) => entities[e] === sign)};`)
}
