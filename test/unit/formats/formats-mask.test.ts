import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/records/shape'
import type { MaskValues } from '../../../src/formats/maskValues'
import { bounds } from '../../../src/records/shape'
import { dirname } from 'node:path'
import { readLabels } from '../../../src/formats/readLabels.node'
import { writeMasks } from '../../../src/services/writeMasks.node'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()

/** A grey PNG of these values. */
function png(name: string, width: number, height: number, value: (x: number, y: number) => number): string {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  writeFileSync(path(name), encode({ width, height, data, channels: 1, depth: 8 }))
  return path(name)
}
const read = (file: string, classNames: readonly string[] = [], maskValues?: MaskValues) =>
  readLabels({
    ...{ files: [file], format: 'auto', image: { name: 'a.png', width: 12, height: 10 } },
    ...{ classNames, maskValues },
  })

describe('a mask', () => {
  const ring = (x: number, y: number) => {
    const [u, v] = [x - 2, y - 2]
    const inside = u >= 0 && v >= 0 && u < 5 && v < 5
    return inside && !(u === 2 && v === 2) ? 2 : x === 10 ? 1 : 0
  }

  it('gives an outline with holes for each region, under the names of its values', async () => {
    const { objects, warnings } = await read(png('ring.png', 12, 10, ring), ['tree', 'house'])
    expect(warnings).toEqual([])
    expect(objects.map(({ className }) => className).sort()).toEqual(['house', 'tree'])
    const house = objects.find(({ className }) => className === 'house')?.shape
    expect(house).toMatchObject({ kind: 'polygon', rings: [expect.anything()] })
  })

  it.each([
    ['a background first', 'background\ntree\nhouse\n'],
    ['classes only', 'tree\nhouse\n'],
  ])('has names beside it: %s', async (folder, names) => {
    mkdirSync(path(folder))
    const file = png(`${folder}/ring.png`, 12, 10, ring)
    writeFileSync(path(`${folder}/classes.txt`), names)
    const { objects } = await read(file)
    expect(objects.map(({ className }) => className).sort()).toEqual(['house', 'tree'])
  })

  it('of 0 and 255 has one class; beside others 255 is nothing known, which is said', async () => {
    const one = await read(
      png('binary.png', 12, 10, (x) => (x < 3 ? 255 : 0)),
      ['tree'],
    )
    expect(one.objects).toMatchObject([{ className: 'tree' }])
    const void_ = await read(
      png('void.png', 12, 10, (x) => (x < 3 ? 255 : x < 6 ? 1 : 0)),
      ['tree'],
    )
    expect(void_.objects).toHaveLength(1)
    expect(void_.warnings.join()).toContain('255')
  })

  it.each([
    ['of another size', () => png('small.png', 6, 10, () => 1), /6 × 10 pixels, "a\.png" has 12 × 10/],
    [
      'of a value without a class',
      () => png('many.png', 12, 10, () => 7),
      /the value 7, and there are 1 classes/,
    ],
  ])('%s is refused', async (_, file, sentence) => {
    await expect(read(file(), ['tree'])).rejects.toThrow(sentence)
  })

  it('whose values nothing tells is refused with the option, and read as it says', async () => {
    const file = png('cells.png', 12, 10, (x, y) => (y > 3 ? 0 : x < 3 ? 4 : x > 8 ? 4 : x === 5 ? 9 : 0))
    await expect(read(file)).rejects.toThrow(/cells\.png.*--mask-values classes or instances/)
    await expect(read(file, ['tree'])).rejects.toThrow(/value 9, and there are 1 classes.*--mask-values/)
    const regions = await read(file, [], 'classes')
    expect(regions.objects.map(({ className }) => className)).toEqual(['class 4', 'class 9', 'class 4'])
    const single = await read(file, ['tree'], 'instances')
    expect(single.objects.map(({ className, shape }) => [className, bounds(shape)])).toMatchObject([
      ['tree', { x: 0, y: 0, w: 12, h: 4 }],
      ['tree', { x: 5, y: 0, w: 1, h: 4 }],
    ])
    await expect(read(file, ['tree', 'bush'], 'instances')).rejects.toThrow(
      /which of the 2 classes.*value,class/,
    )
  })

  it('tells by its palette, its folder or a table what its values are', async () => {
    const palette = Array.from({ length: 256 }, (_, i): [number, number, number] => [i, 0, 0])
    const data = Uint8Array.from({ length: 120 }, (_, i) => (i % 12 < 3 ? 1 : i % 12 > 8 ? 2 : 0))
    const indexed = encode({ width: 12, height: 10, data, channels: 1, depth: 8, palette })
    const put = (name: string) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), indexed)
      return path(name)
    }
    const classes = await read(put('VOC/SegmentationClass/a.png'))
    expect(classes.objects.map(({ className }) => className)).toEqual(['class 1', 'class 2'])
    const voc = await read(put('VOC/SegmentationObject/a.png'), ['tree'])
    expect(voc.objects.map(({ className }) => className)).toEqual(['tree', 'tree'])
    writeFileSync(path('VOC/SegmentationObject/a.csv'), 'value,class\n1,house\n2,"tree, old"\n')
    const table = await read(put('VOC/SegmentationObject/a.png'), ['tree', 'house'])
    expect(table.objects.map(({ className }) => className)).toEqual(['house', 'tree, old'])
  })

  it.each([
    [
      'labelmap.txt',
      '# label:color_rgb:parts:actions\nbackground:0,0,0::\nred roof:255,0,0::\ntree:0,128,0::\n',
    ],
    ['_classes.csv', 'Pixel Value, Class\n0, background\n1, red roof\n2, tree\n'],
    ['class_names.txt', '_background_\nred roof\ntree\n'],
  ])('has names beside it in %s', async (name, text) => {
    mkdirSync(path(`of-${name}`))
    writeFileSync(path(`of-${name}/${name}`), text)
    const value = (x: number) => (x < 3 ? 1 : x > 8 ? 2 : 0)
    const colours = [
      [0, 0, 0],
      [255, 0, 0],
      [0, 128, 0],
    ]
    const data = Uint8Array.from(
      { length: 360 },
      (_, i) => colours[value(Math.floor(i / 3) % 12)]?.[i % 3] ?? 0,
    )
    const file = png(`of-${name}/a.png`, 12, 10, value)
    if (name === 'labelmap.txt')
      writeFileSync(file, encode({ width: 12, height: 10, data, channels: 3, depth: 8 }))
    const { objects } = await read(file)
    expect(objects.map(({ className }) => className)).toEqual(['red roof', 'tree'])
  })

  it('of colours is refused', async () => {
    const file = path('colours.png')
    await sharp({ create: { width: 12, height: 10, channels: 3, background: '#f00' } }).toFile(file)
    await expect(read(file)).rejects.toThrow(/3 values a pixel/)
  })
})

describe('masks that are written', { timeout: 60_000 }, () => {
  const pixels = async (file: string) =>
    sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })

  it('hold the smaller object where two overlap, over the seams of squares, too', async () => {
    const box = (x: number, y: number, w: number, h: number): Shape => ({ kind: 'box', x, y, w, h })
    const objects = [
      { value: 1, shape: box(900, 1000, 300, 200) },
      { value: 2, shape: box(1020, 1020, 10, 10) },
    ]
    const name = 'seams.png'
    await writeMasks(
      [{ name, width: 2100, height: 1300, objects }],
      path('out'),
      new AbortController().signal,
      () => undefined,
    )
    const { data, info } = await pixels(path(`out/${name}`))
    expect([info.width, info.height]).toEqual([2100, 1300])
    const colour = (x: number, y: number) => [...data.subarray((y * 2100 + x) * 3, (y * 2100 + x) * 3 + 3)]
    // The first colours of Pascal VOC.
    expect([
      colour(0, 0),
      colour(901, 1001),
      colour(1024, 1024),
      colour(1199, 1199),
      colour(1200, 1199),
    ]).toEqual([
      [0, 0, 0],
      [128, 0, 0],
      [0, 128, 0],
      [128, 0, 0],
      [0, 0, 0],
    ])
  })

  it('come back as the same objects', async () => {
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } }).toFile(
      path('field.png'),
    )
    const square = (x: number) => [x, 20, x + 40, 20, x + 40, 60, x, 60]
    const shape = (label: string, points: readonly number[]) => ({
      label,
      shape_type: 'polygon',
      points: Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]),
    })
    const shapes = [shape('tree', square(10)), shape('house', square(100)), shape('tree', square(200))]
    const labels = { imagePath: 'field.png', imageWidth: 300, imageHeight: 200, shapes }
    writeFileSync(path('field.json'), JSON.stringify({ ...labels, flags: {}, version: '5.0.0' }))
    for (const project of ['one', 'two']) await windhover('init', path(`${project}.windhover`))
    const export_ = async (project: string, format: string, out: string) =>
      (
        await windhover(
          'export',
          path(`${project}.windhover`),
          '--format',
          format,
          '--out',
          path(out),
          '--json',
        )
      ).result
    await windhover('import', path('one.windhover'), path('field.png'), '--labels', path('field.json'))
    expect(await export_('one', 'mask', 'masks')).toMatchObject({ written: 3, dropped: 0, changed: 0 })
    await windhover('import', path('two.windhover'), path('field.png'), '--labels', path('masks'))
    await export_('one', 'csv', 'one.csv')
    await export_('two', 'csv', 'two.csv')
    const rows = (file: string) => readFileSync(path(file), 'utf8').trim().split('\n').sort()
    expect(rows('two.csv')).toEqual(rows('one.csv'))
  })
})
