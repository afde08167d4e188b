import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'
import { readers } from './readers.fixture'
import { layout, number, tiff } from '../shared/tiff.fixture'

// What we write is what supervision, pycocotools, LabelMe and geopandas read.

const path = scratch()
const project = path('p.windhover')
const square = (x: number, y: number, side: number) => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const parts = [[square(10, 60, 20)], [square(40, 60, 10)]]
const triangle = [
  [100, 20],
  [140, 30],
  [110, 60],
  [100, 20],
]

beforeAll(async () => {
  await sharp({ create: { width: 200, height: 150, channels: 3, background: '#888' } }).toFile(path('t.png'))
  const feature = (name: string, type: string, coordinates: unknown) => ({
    type: 'Feature',
    geometry: { type, coordinates },
    properties: { objectType: 'annotation', classification: { name } },
  })
  const features = [
    feature('seal', 'Polygon', [square(20, 10, 30)]),
    feature('sea gull', 'Polygon', [triangle]),
    feature('seal', 'MultiPolygon', parts),
  ]
  writeFileSync(path('t.geojson'), JSON.stringify({ type: 'FeatureCollection', features }))
  await windhover('init', project, '--classes', 'seal,sea gull')
  const { code } = await windhover('import', project, path('t.png'), '--labels', path('t.geojson'))
  expect(code).toBe(0)
  for (const folder of ['pictures', 'labelme']) mkdirSync(path(folder), { recursive: true })
  for (const folder of ['pictures', 'labelme']) copyFileSync(path('t.png'), path(`${folder}/t.png`))
})

async function exported(format: string, out: string, from = project): Promise<string> {
  const { code, err } = await windhover('export', from, '--format', format, '--out', path(out))
  expect([code, err]).toEqual([0, expect.not.stringContaining('rror')])
  return path(out)
}

interface Boxes {
  readonly boxes: number[][]
  readonly classes: string[]
  readonly pixels: number[]
}
const boxes = [
  [20, 10, 50, 40],
  [100, 20, 140, 60],
  [10, 60, 50, 80],
]
const near = (found: readonly number[][], right: readonly number[][]) => {
  expect(found).toHaveLength(right.length)
  found.forEach((box, i) => box.forEach((edge, k) => expect(edge).toBeCloseTo(right[i]?.[k] as number, 3)))
}
/** A triangle's pixels by its area, give or take its border. */
const about = (pixels: number, area: number) => expect(Math.abs(pixels - area)).toBeLessThan(60)

describe('an export as other programs read it', { timeout: 120_000 }, () => {
  it('COCO by pycocotools and supervision: boxes, areas, masks and names', async () => {
    const file = await exported('coco', 'coco.json')
    const found = readers<{
      readonly boxes: number[][]
      readonly areas: number[]
      readonly pixels: number[]
      readonly names: string[]
      readonly supervision: { classes: string[]; boxes: Record<string, number[][]> }
    }>('coco', file)
    near(found.boxes, [
      [20, 10, 30, 30],
      [100, 20, 40, 40],
      [10, 60, 40, 20],
    ])
    expect(found.areas).toEqual([900, 750, 500])
    expect(found.names).toEqual(['seal', 'sea gull', 'seal'])
    expect(found.pixels[0]).toBe(900)
    about(found.pixels[1] as number, 750)
    expect(found.pixels[2]).toBe(500)
    expect(found.supervision.classes.sort()).toEqual(['sea gull', 'seal'])
    near(found.supervision.boxes['t.png'] ?? [], boxes)
  })

  it('Pascal VOC by supervision: boxes and names', async () => {
    const folder = await exported('voc', 'voc')
    const found = readers<Record<string, Boxes>>('boxes', 'voc', path('pictures'), folder, '')['t.png']
    // It counts pixels from 1, as the benchmark did.
    near(
      found?.boxes ?? [],
      boxes.map((box) => box.map((edge) => edge - 1)),
    )
    expect(found?.classes).toEqual(['seal', 'sea gull', 'seal'])
  })

  it('YOLO by supervision: boxes by the names of data.yaml', async () => {
    const folder = await exported('yolo', 'yolo')
    writeFileSync(path('data.yaml'), 'names:\n  0: seal\n  1: sea gull\n')
    const found = readers<Record<string, Boxes>>(
      'boxes',
      'yolo',
      path('pictures'),
      folder,
      path('data.yaml'),
    )['t.png']
    near(found?.boxes ?? [], boxes)
    expect(found?.classes).toEqual(['seal', 'sea gull', 'seal'])
  })

  it('LabelMe by LabelMe: shapes, and parts of one object under one number', async () => {
    const folder = await exported('labelme', 'labelme')
    const found = readers<{ label: string; points: number[][]; type: string; group: number | null }[]>(
      'labelme',
      `${folder}/t.json`,
    )
    expect(found.map(({ label, type, group }) => [label, type, group])).toEqual([
      ['seal', 'rectangle', null],
      ['sea gull', 'polygon', null],
      ['seal', 'polygon', 1],
      ['seal', 'polygon', 1],
    ])
    expect(found[0]?.points).toEqual([
      [20, 10],
      [50, 40],
    ])
    expect(found[1]?.points).toEqual(triangle.slice(0, 3))
  })

  it('GeoJSON and GeoPackage on the map by geopandas: valid geometries of the right size', async () => {
    const form = [number(tags.bitsPerSample, 8), number(tags.samples, 1), number(tags.photometric, 1)]
    const geo = [
      { tag: tags.pixelScale, type: 12 as const, values: [0.5, 0.5, 0] },
      { tag: tags.tiepoints, type: 12 as const, values: [0, 0, 0, 456_000, 5_427_900, 0] },
      { tag: tags.geoKeys, type: 3 as const, values: [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32_632] },
    ]
    const page = { entries: layout(256, 256, [...form, ...geo]), tiles: [Buffer.alloc(65_536)] }
    writeFileSync(path('map.tif'), tiff([page]))
    copyFileSync(path('t.geojson'), path('map.geojson'))
    const onMap = path('map.windhover')
    await windhover('init', onMap, '--classes', 'seal,sea gull')
    const labels = ['--labels', path('map.geojson'), '--coordinates', 'pixel']
    expect((await windhover('import', onMap, path('map.tif'), ...labels)).code).toBe(0)
    for (const file of [
      `${await exported('geojson-map', 'geojson', onMap)}/map.geojson`,
      await exported('gpkg', 'map.gpkg', onMap),
    ]) {
      const found = readers<{ epsg: number; names: string[]; valid: boolean[]; areas: number[] }>('geo', file)
      expect(found).toMatchObject({
        epsg: 32_632,
        names: ['seal', 'sea gull', 'seal'],
        valid: [true, true, true],
      })
      found.areas.forEach((area, i) => expect(area).toBeCloseTo([900, 750, 500][i]! / 4, 2))
    }
  })

  it('a mask that comes in has valid outlines, its holes in their places', async () => {
    const rows = ['11111', '10101', '11011', '10001', '11111']
    const data = Buffer.from(rows.join(''), 'latin1').map((sign) => (sign === 49 ? 255 : 0))
    await sharp(data, { raw: { width: 5, height: 5, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(path('m.png'))
    await sharp({ create: { width: 5, height: 5, channels: 3, background: '#888' } }).toFile(path('five.png'))
    const masked = path('masked.windhover')
    await windhover('init', masked, '--classes', 'seal')
    expect((await windhover('import', masked, path('five.png'), '--labels', path('m.png'))).code).toBe(0)
    await exported('geojson', 'masked', masked)
    const found = readers<{ valid: boolean[]; areas: number[] }>('geo', path('masked/five.geojson'))
    expect(found).toMatchObject({ valid: [true], areas: [25 - 6] })
  })
})
