import { says } from '../messages/says/says'
import { quote } from '../base/csv'
import { fileOf, type LabelFormat, type LabelMask, type WriteImage, type WriteReport } from './format'
import { drawn, mask, writeClassMasks } from './mask'

/** The same values as in a label PNG, in a tiled BigTIFF with smaller copies, on the map where the picture is: for whole pictures. */
export const maskTiff: LabelFormat = {
  ...mask,
  id: 'mask-tiff',
  get label() {
    return says.formatNames.aLabelTiff
  },
  ending: '.tif',
  write: (images, classNames) => writeClassMasks(images, classNames, '.tif'),
}

/** A TIFF whose values are single objects, 1, 2, 3 … of 16 or 32 bits, with a table of their classes beside it. */
export const maskInstances: LabelFormat = {
  ...mask,
  id: 'mask-instances',
  get label() {
    return says.formatNames.aTiffOfNumberedObjects
  },
  ending: '.tif',
  write: writeInstances,
}

const maxOf16 = 65_535

/** What has no area is left out. Where objects overlap, the smaller one is seen. */
function writeInstances(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  let [written, dropped] = [0, 0]
  const files: WriteReport['files'][number][] = []
  const masks = images.map((image): LabelMask => {
    const found = drawn(image)
    written += found.own.length
    dropped += found.dropped
    const scored = found.own.some(({ score }) => score !== undefined)
    const rows = found.own.map(({ class: number, score }, i) =>
      [i + 1, quote(classNames[number] ?? `class ${number}`), ...(scored ? [score ?? ''] : [])].join(','),
    )
    const head = `value,class${scored ? ',score' : ''}`
    files.push({ name: `${fileOf(image)}.csv`, text: [head, ...rows, ''].join('\n') })
    const { width, height, geo, pixelSize } = image.image
    return {
      name: `${fileOf(image)}.tif`,
      bits: found.own.length > maxOf16 ? 32 : 16,
      width,
      height,
      geo,
      pixelSize,
      objects: found.own.map(({ shape }, i) => ({ value: i + 1, shape })),
    }
  })
  return { files, masks, written, dropped, changed: 0 }
}
