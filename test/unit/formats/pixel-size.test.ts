import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { lengthScaleBar } from '../../../renderer/viewer/scene/scaleBar'
import {
  areaOf,
  areaUnit,
  areaWords,
  inMetres,
  lengthOf,
  lengthWords,
  pixelSizeText,
  readPixelSize,
} from '../../../src/geometry/pixelSize'
import { groundSize } from '../../../src/image/reading/groundSize'
import { importImage } from '../../../src/image/importImage.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated as writtenText } from '../../../src/image/building/tiffWriter'
import { ProjectStore } from '../../../src/project/store/store.node'
import { context } from '../shared/image.fixture'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, number, tiff } from '../shared/tiff.fixture'

describe('a pixel size that a person writes', () => {
  test.each([
    ['0.25um', 0.25e-6],
    ['0.25 µm', 0.25e-6],
    ['0.25μm', 0.25e-6],
    ['250nm', 0.25e-6],
    ['.5 m', 0.5],
    ['5e-4 mm', 5e-7],
    ['1ft', 0.3048],
    ['1 ftUS', 1200 / 3937],
    ['2 in', 0.0508],
  ])('%s', (text, metres) => {
    const size = readPixelSize(text)
    expect(inMetres(size!).x).toBeCloseTo(metres, 15)
    expect(inMetres(readPixelSize(pixelSizeText(size!))!)).toEqual(inMetres(size!))
  })
  it('has two sides where pixels are not square', () => {
    expect(readPixelSize('0.25x0.5um')).toEqual({ x: 0.25, y: 0.5, unit: 'um' })
  })
  test.each([
    '',
    '0.25',
    'um',
    '0um',
    '-1um',
    '1,5um',
    '0.25 furlongs',
    '1um2',
    '0.25 um x',
    '1e9km',
    '1e-9nm',
  ])('"%s" is none', (text) => expect(readPixelSize(text)).toBeUndefined())
})

describe('measured with it', () => {
  const size = { x: 0.5, y: 1, unit: 'um' } as const
  it('lengths go by both sides, areas by their product', () => {
    expect(lengthOf([0, 0, 6, 4, 6, 0], size)).toBeCloseTo(9e-6, 12)
    expect(areaOf(2_000_000, size)).toBeCloseTo(1e-6, 12)
  })
  it('and are said in the unit that reads best', () => {
    expect([lengthWords(9e-6, 'um'), lengthWords(1234, 'm'), lengthWords(30.48, 'ft')]).toEqual([
      '9 µm',
      '1.23 km',
      '100 ft',
    ])
    expect([areaWords(1e-6, 'um'), areaWords(2.5, 'm')]).toEqual(['1 mm²', '2.5 m²'])
  })
  test.each([
    [1, '50 µm'],
    [0.001, '5 cm'],
    [400, '100 nm'],
  ])('the bar at %s has a round length of at most 110 pixels', (scale, text) => {
    const bar = lengthScaleBar(scale, size)
    expect(bar.text).toBe(text)
    expect(bar.width).toBeLessThanOrEqual(110)
    expect(bar.width).toBeGreaterThan(40)
  })
})

describe('a file', { timeout: 30_000 }, () => {
  const path = scratch()
  const grey = sharp({ create: { width: 256, height: 128, channels: 3, background: '#333' } })
  const take = async (name: string) =>
    (await importImage({ file: path(name), pyramid: path(`${name}.pyramid`) }, context())).pixelSize
  const described = async (name: string, text: string) => {
    const tile = Buffer.alloc(256 * 256)
    const form = [number(tags.bitsPerSample, 8), number(tags.samples, 1), number(tags.photometric, 1)]
    const description = { tag: tags.description, type: 2, values: writtenText(text) } as const
    const resolution = { tag: tags.xResolution, type: 12, values: [4] } as const
    const more = [...form, description, resolution, { ...resolution, tag: tags.yResolution, values: [2] }]
    writeFileSync(path(name), tiff([{ entries: layout(256, 256, more), tiles: [tile] }]))
    return take(name)
  }

  it.each([
    [4000, 'a microscope', { x: 0.25, y: 0.25, unit: 'um' }],
    [11.811, 'a print of 300 dots an inch', undefined],
    [2.8346, 'a screen of 72', undefined],
    [94.488, 'a scanner of 2400', undefined],
  ] as const)('with %d pixels a millimetre is of %s', async (xres, name, size) => {
    await grey
      .clone()
      .tiff({ xres, yres: xres, resolutionUnit: 'cm' })
      .toFile(path(`${name}.tif`))
    expect(await take(`${name}.tif`)).toEqual(size)
  })

  const ome = (said: string) => `<OME xmlns="x"><Image><Pixels SizeC="1" ${said}/></Image></OME>`
  it.each([
    ['OME', ome('PhysicalSizeX="0.5" PhysicalSizeY="0.25"'), { x: 0.5, y: 0.25, unit: 'um' }],
    ['OME-nm', ome('PhysicalSizeX="65" PhysicalSizeXUnit="nm"'), { x: 65, y: 65, unit: 'nm' }],
    [
      'OME-units',
      ome('PhysicalSizeX="1" PhysicalSizeXUnit="mm" PhysicalSizeY="500" PhysicalSizeYUnit="&#181;m"'),
      { x: 1, y: 0.5, unit: 'mm' },
    ],
    ['OME-pixel', ome('PhysicalSizeX="1" PhysicalSizeXUnit="pixel"'), undefined],
    [
      'Aperio',
      'Aperio Image Library v1\r\n1x1|AppMag = 20|MPP = 0.5025',
      { x: 0.5025, y: 0.5025, unit: 'um' },
    ],
    [
      'OpenSlide',
      '<image><name>openslide.mpp-x</name>\n<value type="VipsRefString">0.25</value><name>openslide.mpp-y</name><value type="VipsRefString">0.26</value></image>',
      { x: 0.25, y: 0.26, unit: 'um' },
    ],
    ['ImageJ', 'ImageJ=1.54f\nunit=\\u00B5m\n', { x: 0.25, y: 0.5, unit: 'um' }],
    ['none', 'A picture', undefined],
  ] as const)('of %s', async (name, text, size) => {
    expect(await described(`${name}.tif`, text)).toEqual(size)
  })

  it('keeps it over a restart, and what a person says goes before it', async () => {
    const project = path('p.windhover')
    await grey.clone().tiff({ xres: 4000, yres: 4000, resolutionUnit: 'cm' }).toFile(path('slide.tif'))
    await windhover('init', project, '--classes', 'a')
    const { err } = await windhover('import', project, path('slide.tif'), '--pixel-size', '0.5um')
    expect(err).toContain('"slide.tif" says 0.25 µm a pixel; 0.5 µm is taken')
    const store = await ProjectStore.open(project)
    expect(store.images()[0]?.pixelSize).toEqual({ x: 0.5, y: 0.5, unit: 'um' })
    await store.close()
  })
})

describe('a picture on a map', () => {
  const side = { width: 1000, height: 1000 }
  const square = (pixel: number, x: number, y: number) => [pixel, 0, x, 0, -pixel, y] as const
  it('in metres has pixels as the file says', () => {
    const geo = { affine: square(0.3, 500_000, 5_800_000), epsg: 32633, degrees: false }
    expect(groundSize(geo, side)).toEqual({ x: 0.3, y: 0.3, unit: 'm' })
  })
  it('in feet has feet, by its unit, its number or its name', () => {
    const affine = square(0.5, 980_000, 200_000)
    const feet = { x: 0.5, y: 0.5, unit: 'ftUS' }
    expect(groundSize({ affine, epsg: 2263, degrees: false }, side)).toEqual(feet)
    expect(groundSize({ affine, metres: 1200 / 3937, degrees: false }, side)).toEqual(feet)
    expect(groundSize({ affine, name: 'NAD83 / Texas (ftUS)', degrees: false }, side)).toEqual(feet)
    expect(groundSize({ affine, metres: 0.3048, degrees: false }, side)).toEqual({ ...feet, unit: 'ft' })
  })
  it('without any unit is not measured', () => {
    expect(groundSize({ affine: square(0.5, 0, 0), degrees: false }, side)).toBeUndefined()
  })
  // Lengths of a degree at 52° north on WGS 84, as pyproj.Geod(ellps='WGS84').inv gives them.
  it('in degrees has metres of the globe', () => {
    const { x, y } = groundSize({ affine: square(1e-5, 13, 52.005), epsg: 4326, degrees: true }, side)!
    expect(x).toBeCloseTo(0.686_78, 4)
    expect(y).toBeCloseTo(1.112_67, 4)
  })
  it('of Web Mercator is not as large as its map', () => {
    const { x } = groundSize({ affine: square(1, 0, 8_399_738), epsg: 3857, degrees: false }, side)!
    expect(x).toBeGreaterThan(0.5)
    expect(x).toBeLessThan(0.503)
  })
})

describe('an export of a picture whose pixel size is known', { timeout: 60_000 }, () => {
  const path = scratch()

  it('has it where the format has a place for it, and reads its own table again', async () => {
    await sharp({ create: { width: 200, height: 100, channels: 3, background: '#888' } }).toFile(
      path('cells.png'),
    )
    const rows = 'cells.png,20,30,60,50,cell\ncells.png,5,5,6,9,cell\n'
    writeFileSync(path('cells.csv'), `image,xmin,ymin,xmax,ymax,label\n${rows}`)
    const project = path('cells.windhover')
    await windhover('init', project, '--classes', 'cell')
    const labels = ['--labels', path('cells.csv'), '--pixel-size', '0.5x0.25um']
    await windhover('import', project, path('cells.png'), ...labels)
    const written = async (format: string, name: string, file = '') => {
      const { code } = await windhover('export', project, '--format', format, '--out', path(name))
      expect(code).toBe(0)
      return readFileSync(path(name) + file, 'utf8')
    }
    const size = { x: 0.5, y: 0.25, unit: 'um' }
    expect(JSON.parse(await written('coco', 'out.json'))).toMatchObject({ images: [{ pixel_size: size }] })
    expect(JSON.parse(await written('geojson', 'geo', '/cells.geojson'))).toMatchObject({ pixelSize: size })
    const table = await written('csv', 'out.csv')
    expect(table.trim().split('\n')).toEqual([
      'image_path,xmin,ymin,xmax,ymax,label,width_um,height_um,area_um2',
      'cells.png,20,30,60,50,cell,20,5,100',
      'cells.png,5,5,6,9,cell,0.5,1,0.5',
    ])
    const again = path('again.windhover')
    await windhover('init', again, '--classes', 'cell')
    const { code } = await windhover('import', again, path('cells.png'), '--labels', path('out.csv'))
    expect(code).toBe(0)
    await windhover('export', again, '--format', 'csv', '--out', path('plain.csv'))
    expect(readFileSync(path('plain.csv'), 'utf8')).toBe(`image_path,xmin,ymin,xmax,ymax,label\n${rows}`)
  })
})

test('a table of areas names its unit, and says how much of it a pixel is', () => {
  expect(areaUnit(undefined)).toEqual({ name: 'px²', side: 'px', each: 1 })
  const slide = areaUnit({ x: 0.5, y: 0.5, unit: 'um' })
  expect(slide.name).toBe('µm²')
  expect(slide.each).toBeCloseTo(0.25)
  // Pixels of two lengths, given in centimetres: what is seen from the air is in metres.
  const survey = areaUnit({ x: 2, y: 3, unit: 'cm' })
  expect(survey.name).toBe('m²')
  expect(survey.each).toBeCloseTo(0.0006)
})
