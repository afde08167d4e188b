import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fillShape } from '../../../src/dataset/raster'
import type { MaskValues } from '../../../src/formats/maskValues'
import { readLabels } from '../../../src/formats/readLabels.node'
import { bounds, type Shape } from '../../../src/records/shape'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'
import { readers } from './readers.fixture'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { layout, number, tiff } from '../shared/tiff.fixture'

// Masks are, to the pixel, what tifffile and rasterio wrote, and what rasterio reads.

const path = scratch()
const [width, height] = [300, 260]
let values: Uint8Array

beforeAll(() => {
  readers('masks', path(''))
  values = readFileSync(path('values.u8'))
}, 600_000)

const read = (file: string, maskValues?: MaskValues, classNames: readonly string[] = []) =>
  readLabels({
    ...{ files: [path(file)], format: 'auto', image: { name: 'a.png', width, height } },
    ...{ classNames, maskValues },
  })

/** The numbers behind the names, drawn again. */
function drawn(objects: readonly { readonly className: string; readonly shape: Shape }[]): Uint8Array {
  const side = 512
  const square = new Uint8Array(side * side)
  for (const { className, shape } of objects)
    fillShape(
      square,
      { x: 0, y: 0, size: side, scale: 1 },
      { shape, box: bounds(shape) },
      Number(className.replace('class ', '')),
    )
  const out = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) out.set(square.subarray(y * side, y * side + width), y * width)
  return out
}

describe('a mask as TIFF', { timeout: 60_000 }, () => {
  it.each([
    ...['one-strip', 'big-endian', 'tiled', 'long', 'pyramid', 'signed', 'real', 'zstd', 'lzw', 'nodata'],
  ])('%s is read to the pixel', async (name) => {
    const { objects, warnings } = await read(`${name}.tif`, 'classes')
    expect(warnings).toEqual([])
    expect(Buffer.compare(drawn(objects), values)).toBe(0)
    // Eight of them are the diagonal of corners.
    expect(objects).toHaveLength(12)
    const { objects: single } = await read(`${name}.tif`, 'instances', ['1'])
    expect(single).toHaveLength(5)
    expect(drawn(single).filter((v) => v > 0)).toHaveLength(values.filter((v) => v > 0).length)
  })

  it('with a palette has classes; of one bit one class', async () => {
    expect(Buffer.compare(drawn((await read('palette.tif')).objects), values)).toBe(0)
    const { objects } = await read('bit.tif')
    expect(
      Buffer.compare(
        drawn(objects),
        values.map((v) => (v > 0 ? 1 : 0)),
      ),
    ).toBe(0)
  })

  it.each([
    ['tiled', /tiled\.tif.*--mask-values classes or instances/],
    ['fax', /CCITT fax compression, which is not read: save it as a tiled TIFF/],
    ['colours', /colours\.tif has 3 values a pixel/],
    ['stack', /stack\.tif has 2 pages/],
    ['fractions', /the value 2\.5, and a mask has whole numbers/],
  ])('%s is refused by name', async (name, sentence) => {
    await expect(read(`${name}.tif`)).rejects.toThrow(sentence)
  })
})

describe('masks that are written as TIFF', { timeout: 60_000 }, () => {
  const outlines = [
    [
      'house',
      [
        [100.3, 90.2, 700.6, 120.4, 610.5, 600.7, 150.2, 480.1],
        [300.2, 200.1, 400.4, 210.6, 350.5, 330.3],
      ],
    ],
    ['tree', [[650.7, 650.3, 690.1, 650.6, 670.2, 700.9]]],
  ] as const
  const closed = (ring: readonly number[]) => {
    const points = Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i], ring[2 * i + 1]])
    return [...points, points[0]]
  }

  it('are tiled, on the map, and hold what rasterio fills the same outlines with', async () => {
    const form = [number(tags.bitsPerSample, 8), number(tags.samples, 1), number(tags.photometric, 1)]
    const geo = [
      { tag: tags.pixelScale, type: 12 as const, values: [0.5, 0.5, 0] },
      { tag: tags.tiepoints, type: 12 as const, values: [0, 0, 0, 456_000, 5_427_900, 0] },
      { tag: tags.geoKeys, type: 3 as const, values: [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32_632] },
    ]
    writeFileSync(
      path('map.tif'),
      tiff([{ entries: layout(1024, 1024, [...form, ...geo]), tiles: [Buffer.alloc(1024 * 1024)] }]),
    )
    const features = outlines.map(([name, rings]) => ({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: rings.map(closed) },
      properties: { objectType: 'annotation', classification: { name } },
    }))
    writeFileSync(path('map.geojson'), JSON.stringify({ type: 'FeatureCollection', features }))
    await windhover('init', path('p.windhover'), '--classes', 'house,tree')
    const imported = await windhover(
      ...['import', path('p.windhover'), path('map.tif'), '--labels', path('map.geojson')],
      ...['--coordinates', 'pixel'],
    )
    expect(imported.code).toBe(0)
    for (const [format, kind, numbers] of [
      ['mask-tiff', 'uint8', [1, 2]],
      ['mask-instances', 'uint16', [1, 2]],
    ] as const) {
      const { result } = await windhover(
        ...['export', path('p.windhover'), '--format', format, '--out', path(format), '--json'],
      )
      expect(result).toMatchObject({ written: 2, dropped: 0, changed: 0 })
      const placed = features.map(({ geometry }, i) => [numbers[i], geometry])
      const found = readers<Record<string, unknown>>(
        'raster',
        path(`${format}/map.tif`),
        JSON.stringify(placed),
      )
      expect(found).toMatchObject({
        ...{ kind, size: [1024, 1024], tiles: [256, 256], smaller: [2], epsg: 32_632, wrong: 0 },
        ...{ corner: [456_000, 5_427_900], pixel: [0.5, -0.5] },
        // Of half a metre: pixels a centimetre.
        ...{ resolution: [0.02, 0.02], unit: '3 (pixels/cm)' },
        colour: kind === 'uint8' ? [128, 0, 0, 255] : null,
      })
    }
  })

  it.each(['mask-tiff', 'mask-instances'])('come back as the same objects: %s', async (format) => {
    const again = path(`${format}.windhover`)
    await windhover('init', again)
    const { code, err } = await windhover('import', again, path('map.tif'), '--labels', path(format))
    expect([code, err]).toEqual([0, expect.not.stringContaining('rror')])
    await windhover('export', again, '--format', format, '--out', path(`${format}-again`))
    const counts = (folder: string) =>
      readers<{ counts: number[] }>('raster', path(`${folder}/map.tif`), '[]').counts
    expect(counts(`${format}-again`)).toEqual(counts(format))
    const beside = format === 'mask-tiff' ? 'classes.txt' : 'map.csv'
    expect(readFileSync(path(`${format}-again/${beside}`), 'utf8')).toBe(
      readFileSync(path(`${format}/${beside}`), 'utf8'),
    )
  })
})
