import { decode } from 'fast-png'
import { AppError } from '../base/errors'
import { bounds, type Shape } from '../records/shape'
import { FoundObjects } from './foundObjects'
import {
  fileOf,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type LabelMask,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'
import { shapeOfMask } from './masks'

/**
 * A PNG of the picture's size whose values are classes: 0 background, then the lines of classes.txt; 255 stands for nothing known,
 * or in a mask without other values for its only class. Written with the palette of Pascal VOC's SegmentationClass. Each connected
 * region is an object.
 */
export const mask: LabelFormat = {
  id: 'mask',
  label: 'a label PNG',
  single: true,
  folder: true,
  ending: '.png',
  recognises: () => false,
  open: (file) => ({ read: (image, classes, take) => readMask(file, image, classes, take) }),
  write: writeMasks,
}

export const isPng = (bytes: Uint8Array) => [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte)

/** "Void" of Pascal VOC. */
const unknown = 255
const mostClasses = 254

interface Values {
  /** One a pixel. */
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

function readMask(
  file: LabelFile,
  image: LabelImage,
  projectClasses: readonly string[],
  take: TakeObject,
): ReadReport {
  const values = valuesOf(file)
  if (values.width !== image.width || values.height !== image.height)
    throw new AppError(
      'label-size',
      `${file.name} has ${values.width} × ${values.height} pixels, "${image.name}" has ${image.width} × ${image.height}: choose the mask of this image.`,
    )
  const found = new FoundObjects(file.name, image, take)
  const there = new Set<number>()
  for (let i = 0; i < values.data.length; i++) there.add(values.data[i] as number)
  there.delete(0)
  const isBinary = there.size === 1 && there.has(unknown)
  if (there.has(unknown) && !isBinary)
    found.say('# pictures have regions of value 255, which stands for nothing known')
  const names = namesOf(file, projectClasses)
  for (const { value, shape } of regions(values)) {
    if (value === unknown && !isBinary) continue
    found.attempt(() => {
      const number = isBinary ? 1 : value
      const className = names ? names[number - 1] : `class ${number}`
      if (className === undefined)
        throw new AppError(
          'label-class',
          `${file.name} has the value ${value}, and there are ${names?.length} classes: add them to classes.txt beside it.`,
        )
      found.add({ className, shape }, file.name)
    })
  }
  return names && file.beside ? found.report(names) : found.report()
}

/** Those beside the file, else the project's; a background in the first place has the value 0. */
function namesOf({ beside }: LabelFile, projectClasses: readonly string[]): readonly string[] | undefined {
  const names = beside?.names ?? (projectClasses.length > 0 ? projectClasses : undefined)
  return names && /^_*(back ?ground|ignore)_*$/i.test(names[0] ?? '') ? names.slice(1) : names
}

/** Throws AppError('label-value') where the file is no PNG of one value a pixel. */
function valuesOf({ name, bytes }: LabelFile): Values {
  if (!bytes || !isPng(bytes))
    throw new AppError('label-value', `${name} is no PNG: save the mask as one of grey or palette values.`)
  let png: ReturnType<typeof decode>
  try {
    png = decode(bytes)
  } catch (error) {
    throw new AppError('label-value', `${name} is a damaged PNG: copy it again from where it came.`, {
      cause: error,
    })
  }
  const { width, height, channels, depth, data } = png
  if (channels !== 1)
    throw new AppError(
      'label-value',
      `${name} has ${channels} values a pixel, and a mask has one, the number of a class: save it with grey or palette values.`,
    )
  return { width, height, data: depth < 8 ? unpacked(data, width, height, depth) : data }
}

/** Samples of 1, 2 or 4 bits, each row from a byte of its own. */
function unpacked(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const values = new Uint8Array(width * height)
  const stride = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const byte = data[y * stride + (bit >> 3)] as number
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
    }
  return values
}

/** Regions of one value, whose pixels touch by their sides, as outlines with holes. */
function* regions({ data, width, height }: Values): Generator<{ value: number; shape: Shape }> {
  const seen = new Uint8Array(width * height)
  for (let start = 0; start < seen.length; start++) {
    const value = data[start] as number
    if (value === 0 || seen[start]) continue
    const pixels = [start]
    seen[start] = 1
    let [left, right, top, bottom] = [width, 0, height, 0]
    const visit = (at: number) => {
      if (seen[at] || data[at] !== value) return
      seen[at] = 1
      pixels.push(at)
    }
    for (let k = 0; k < pixels.length; k++) {
      const at = pixels[k] as number
      const [x, y] = [at % width, Math.floor(at / width)]
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
      if (x > 0) visit(at - 1)
      if (x + 1 < width) visit(at + 1)
      if (y > 0) visit(at - width)
      if (y + 1 < height) visit(at + width)
    }
    const [w, h] = [right - left + 1, bottom - top + 1]
    const inside = new Uint8Array(w * h)
    for (const at of pixels) inside[(Math.floor(at / width) - top) * w + (at % width) - left] = 1
    const shape = shapeOfMask({ data: inside, width: w, height: h }, left, top)
    if (shape) yield { value, shape }
  }
}

/** What has no area is left out. Where objects overlap, the smaller one is seen. */
function writeMasks(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  if (classNames.length > mostClasses)
    throw new AppError(
      'label-class',
      `A mask holds ${mostClasses} classes, and there are ${classNames.length}: export as COCO, or merge classes.`,
    )
  let [written, dropped] = [0, 0]
  const size = (shape: Shape) => {
    const { w, h } = bounds(shape)
    return w * h
  }
  const masks = images.map((each): LabelMask => {
    const own = each.objects.filter(({ shape }) => shape.kind !== 'point' && shape.kind !== 'polyline')
    written += own.length
    dropped += each.objects.length - own.length
    const objects = own.map(({ class: number, shape }) => ({ value: number + 1, shape }))
    objects.sort((a, b) => size(b.shape) - size(a.shape))
    const { width, height } = each.image
    return { name: `${fileOf(each)}.png`, width, height, objects }
  })
  const names = { name: 'classes.txt', text: classNames.map((name) => `${name}\n`).join('') }
  return { files: [names], masks, written, dropped, changed: 0 }
}
