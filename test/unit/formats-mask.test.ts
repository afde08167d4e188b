import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Shape } from '../../src/records/shape'
import { readLabels } from '../../src/formats/readLabels.node'
import { writeMasks } from '../../src/services/writeMasks.node'
import { windhover } from './optionsFixture'
import { scratch } from './projectFixture'

const path = scratch()

/** A grey PNG of these values. */
function png(name: string, width: number, height: number, value: (x: number, y: number) => number): string {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  writeFileSync(path(name), encode({ width, height, data, channels: 1, depth: 8 }))
  return path(name)
}
const read = (file: string, classNames: readonly string[] = [], width = 12, height = 10) =>
  readLabels({ files: [file], format: 'auto', image: { name: 'a.png', width, height }, classNames })

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
