import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/records'
import { nearestRotatedBox, shapeOfRing, squared } from '../document/ringShape'
import { cornersOf, frameOf } from '../document/shapes'
import { says } from '../messages/says/says'
import type { Attributes } from './attributes'
import { FoundObjects } from './foundObjects'
import {
  fileOf,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'

/**
 * DOTA's text (captain-whu.github.io/DOTA, "Annotation format"): a file for each image, after two lines of head a line for each
 * object, `x1 y1 x2 y2 x3 y3 x4 y4 category difficult` in pixels.
 */
export const dota: LabelFormat = {
  id: 'dota',
  get label() {
    return says.formatNames.dotaText
  },
  single: true,
  folder: true,
  ending: '.txt',
  recognises(text) {
    const lines = text.slice(0, 65_536).trim().split('\n')
    const first = lines.find((line) => !isHead(line))
    if (isHead(lines[0] ?? '')) return first === undefined || isRow(first, { named: false })
    return first !== undefined && isRow(first)
  },
  open: (file) => ({ read: (image, _, take) => readDota(file, image, take) }),
  holds: { attributes: ['difficult'] },
  write: writeDota,
}

const isHead = (line: string) => /^(imagesource|gsd|acquisition dates)\s*:/i.test(line.trim())

/** Eight numbers and a name, which without a head is no number: it could be another program's row. */
function isRow(line: string, { named = true } = {}): boolean {
  const fields = line.trim().split(/\s+/)
  const numbers = fields.slice(0, 8).filter((field) => field !== '' && Number.isFinite(Number(field))).length
  const isName = !named || !Number.isFinite(Number(fields[8]))
  return fields.length >= 9 && fields.length <= 10 && numbers === 8 && isName
}

function readDota(file: LabelFile, image: LabelImage, take: TakeObject): ReadReport {
  const found = new FoundObjects(file.name, image, take)
  file.text.split('\n').forEach((line, i) => {
    if (line.trim() === '' || isHead(line)) return
    const where = says.labelFormats.fileLineLine(file.name, i + 1)
    found.attempt(() => {
      const fields = line.trim().split(/\s+/)
      const corners = fields.slice(0, 8).map(Number)
      if (fields.length < 9 || !corners.every(Number.isFinite))
        throw new AppError('label-value', says.labelFormats.whereTrimIsNotX1(where, line.trim().slice(0, 60)))
      const box = nearestRotatedBox(corners)
      const shape = box?.shape ?? shapeOfRing(corners)
      found.add(
        {
          ...{ className: fields[8] as string, shape },
          changed: box?.exact === false ? squared() : undefined,
          attributes: Number(fields[9]) > 0 ? { difficult: fields[9] as string } : undefined,
        },
        where,
      )
      if (Number(fields[9]) > 0) found.say(says.labelFormats.objectsAreMarkedAsDifficult)
    })
  })
  return found.report()
}

/** Boxes, straight or turned; of everything else the box around it. Points and lines without size are left out; names have no blanks. */
function writeDota(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, dropped, changed] = [0, 0, 0]
  const files = images.map((each) => {
    const lines: string[] = []
    for (const { class: number, shape, attributes } of each.objects) {
      const corners = cornersOfShape(shape)
      if (!corners) {
        dropped++
        continue
      }
      const name = classNames[number] ?? `class ${number}`
      const plain = name.trim().replace(/\s+/g, '-')
      written++
      if ((shape.kind !== 'box' && shape.kind !== 'rotatedBox') || plain !== name) changed++
      lines.push(
        [...corners.map((value) => Number(value.toFixed(6))), plain, difficulty(attributes)].join(' '),
      )
    }
    return {
      name: `${fileOf(each)}.txt`,
      text: `imagesource:windhover\ngsd:null\n${lines.map((line) => `${line}\n`).join('')}`,
    }
  })
  return { files, written, dropped, changed }
}

const difficulty = (said: Attributes = {}) =>
  /^\d+$/.test(said['difficult'] ?? '0') ? (said['difficult'] ?? 0) : 1

function cornersOfShape(shape: Shape): number[] | undefined {
  if (shape.kind === 'rotatedBox') return cornersOf(shape)
  const around = bounds(shape)
  return around.w > 0 && around.h > 0 ? cornersOf(frameOf(around)) : undefined
}
