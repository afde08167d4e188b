import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { bounds, type Shape } from '../records/shape'
import { FoundObjects } from './foundObjects'
import {
  fileOf,
  withoutEnding,
  type LabelFile,
  type LabelFormat,
  type LabelImage,
  type LabelMask,
  type MaskContents,
  type ReadReport,
  type TakeObject,
  type WriteImage,
  type WriteReport,
} from './format'
import type { MaskValues } from './maskValues'

/**
 * A PNG of the picture's size whose values are classes: 0 background, then the lines of classes.txt; 255 stands for nothing known,
 * or in a mask without other values for its only class. Written with the palette of Pascal VOC's SegmentationClass. Each connected
 * region is an object.
 */
export const mask: LabelFormat = {
  id: 'mask',
  get label() {
    return says.formatNames.aLabelPng
  },
  single: true,
  folder: true,
  ending: '.png',
  recognises: () => false,
  open: (file) => ({ read: (image, classes, take) => readMask(file, image, classes, take) }),
  write: (images, classNames) => writeClassMasks(images, classNames, '.png'),
}

export const isPng = (bytes: Uint8Array) => [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte)

/** "Void" of Pascal VOC. */
const unknown = 255
const mostClasses = 254

function readMask(
  file: LabelFile,
  image: LabelImage,
  projectClasses: readonly string[],
  take: TakeObject,
): ReadReport {
  const { mask: values } = file
  if (!values) throw new AppError('label-value', says.masks.nameIsNoPngAnd(file.name))
  if (values.width !== image.width || values.height !== image.height)
    throw new AppError(
      'label-size',
      says.masks.nameHasWidthHeightPixels(
        file.name,
        values.width,
        values.height,
        image.name,
        image.width,
        image.height,
      ),
    )
  const found = new FoundObjects(file.name, image, take)
  const named = namesOf(file, projectClasses)
  if (meaningOf(file, values, named) === 'instances')
    return readInstances(file, values, projectClasses, found)
  const { numbers } = values.regions
  const isBinary = !values.colours && numbers.size === 1 && numbers.has(unknown)
  if (!values.colours && numbers.has(unknown) && !isBinary) found.say(says.masks.picturesHaveRegionsOfValue)
  const { names, numberOf } = named
  for (const { value, shape } of values.regions.regions()) {
    if (value === unknown && !isBinary && !values.colours) continue
    found.attempt(() => {
      const number = isBinary ? 1 : numberOf(value)
      if (number === 0) return
      const className = names ? names[number - 1] : `class ${number}`
      if (className === undefined) throw noClass(file, value, names)
      found.add({ className, shape }, file.name)
    })
  }
  return names && file.beside ? found.report(names) : found.report()
}

function noClass({ name }: LabelFile, value: number, names: readonly string[] | undefined): AppError {
  return new AppError('label-class', says.masks.nameHasTheValueValue(name, value, String(names?.length)))
}

/** Each value is one object, of as many parts as it has. */
function readInstances(
  file: LabelFile,
  { regions, instances, palette }: MaskContents,
  projectClasses: readonly string[],
  found: FoundObjects,
): ReadReport {
  const [only] = projectClasses
  if (!instances && projectClasses.length > 1)
    throw new AppError(
      'label-class',
      says.masks.theValuesOfNameAre(file.name, projectClasses.length, withoutEnding(file.name)),
    )
  for (const { value, shape } of regions.regions(true)) {
    if (palette && value === unknown) {
      found.say(says.masks.picturesHaveRegionsOfValue)
      continue
    }
    found.attempt(() => {
      const className = instances ? instances.get(value) : (only ?? 'object')
      if (className === undefined)
        throw new AppError('label-class', says.masks.theTableBesideNameHas(file.name, value))
      found.add({ className, shape }, says.masks.nameValueValue(file.name, value))
    })
  }
  if (!instances && found.taken > 0) found.say(says.masks.eachValueWasTakenFor(only ?? 'object'))
  return found.report()
}

interface Named {
  /** Without a background in the first place. */
  readonly names: readonly string[] | undefined
  /** From 1 on; 0 for the background. */
  numberOf(value: number): number
}

/** Those beside the file, else the project's; a background in the first place has the value 0. */
function namesOf({ name, beside, mask: values }: LabelFile, projectClasses: readonly string[]): Named {
  const all = beside?.names ?? (projectClasses.length > 0 ? projectClasses : undefined)
  const first = all && /^_*(back ?ground|ignore|unlabeled)_*$/i.test(all[0] ?? '') ? 1 : 0
  const names = all && first === 1 ? all.slice(1) : all
  if (!values?.colours) return { names, numberOf: (value) => value }
  const { colours } = beside ?? {}
  if (!colours) throw new AppError('label-value', says.masks.nameHasColoursValuesA(name, values.colours))
  return {
    names,
    numberOf(value) {
      const at = colours.indexOf(value)
      if (at >= 0) return at + 1 - first
      throw new AppError(
        'label-class',
        says.masks.nameHasTheColourValue(name, value.toString(16).padStart(6, '0')),
      )
    },
  }
}

/** What the values are: as a person says, else as the file does, else classes where they are those of the project. */
function meaningOf(file: LabelFile, { says: told, regions }: MaskContents, { names }: Named): MaskValues {
  if (file.maskValues) return file.maskValues
  if (told === 'instances') return told
  if (file.beside || told) return 'classes'
  const { numbers } = regions
  if (numbers.size > mostClasses) return 'instances'
  const fits =
    names !== undefined && [...numbers].every((value) => value <= names.length || value === unknown)
  if (numbers.size <= 1 || fits) return 'classes'
  const highest = Math.max(...numbers)
  throw new AppError(
    'label-mask-values',
    names
      ? says.masks.nameHasTheValueHighest(file.name, highest, names.length)
      : says.masks.nothingSaysWhetherTheValues(file.name, highest),
  )
}

/** What has no area is left out. Where objects overlap, the smaller one is seen. */
export function writeClassMasks(
  images: readonly WriteImage[],
  classNames: readonly string[],
  ending: '.png' | '.tif',
): WriteReport {
  if (classNames.length > mostClasses)
    throw new AppError('label-class', says.masks.aMaskHoldsMostClasses(mostClasses, classNames.length))
  const each = images.map((image) => ({ image, ...drawn(image) }))
  const masks = each.map(({ image, own }): LabelMask => {
    const objects = own.map(({ class: number, shape }) => ({ value: number + 1, shape }))
    const { width, height, geo, pixelSize } = image.image
    return { name: `${fileOf(image)}${ending}`, width, height, geo, pixelSize, objects }
  })
  const names = { name: 'classes.txt', text: classNames.map((name) => `${name}\n`).join('') }
  const [written, dropped] = [sum(each, ({ own }) => own.length), sum(each, (one) => one.dropped)]
  return { files: [names], masks, written, dropped, changed: 0 }
}

const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0)

/** The objects with an area, the largest first. */
export function drawn({ objects }: WriteImage): { own: WriteImage['objects']; dropped: number } {
  const own = objects.filter(({ shape }) => shape.kind !== 'point' && shape.kind !== 'polyline')
  const sized = own.map((object) => ({ object, size: size(object.shape) }))
  sized.sort((a, b) => b.size - a.size)
  return { own: sized.map(({ object }) => object), dropped: objects.length - own.length }
}

function size(shape: Shape): number {
  const { w, h } = bounds(shape)
  return w * h
}
