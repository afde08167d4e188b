import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseXml } from '../../../src/formats/xml'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, number, tiff } from '../shared/tiff.fixture'

// What we write is read by the programs that people go on with.

const path = scratch()
const root = join(import.meta.dirname, '../../..')
let env: NodeJS.ProcessEnv

beforeAll(() => {
  const said = execFileSync(process.execPath, [join(root, 'build/setup/testPeers.mjs')], { encoding: 'utf8' })
  env = { ...process.env, ...(JSON.parse(said.trim().split('\n').at(-1) as string) as NodeJS.ProcessEnv) }
}, 600_000)

function readBy(kind: 'geojson' | 'mask' | 'shapes', file: string): Record<string, unknown> {
  const script = join(root, 'test/fixtures/readExports.py')
  const said = execFileSync(env['WINDHOVER_PYTHON'] as string, [script, kind, file], {
    env,
    encoding: 'utf8',
  })
  return JSON.parse(said) as Record<string, unknown>
}

/** A project of one picture with a box of class "house" from 20, 30 to 60, 50, and one of "tree" from 100, 100 to 110, 120. */
async function marked(name: string, picture: string): Promise<string> {
  const project = path(`${name}.windhover`)
  const rows = ['house,20,30,60,50', 'tree,100,100,110,120'].map((row) => `${picture},${row}\n`).join('')
  writeFileSync(path(`${name}.csv`), `image,label,xmin,ymin,xmax,ymax\n${rows}`)
  await windhover('init', project, '--classes', 'house,tree')
  const { code, err } = await windhover('import', project, path(picture), '--labels', path(`${name}.csv`))
  expect([code, err]).toEqual([0, expect.not.stringContaining('rror')])
  return project
}

async function exported(project: string, format: string): Promise<string> {
  const { code, err } = await windhover('export', project, '--format', format, '--out', path(format))
  expect([code, err.includes('rror')]).toEqual([0, false])
  return path(format)
}

describe('an export', { timeout: 120_000 }, () => {
  it('on the map is where GDAL expects it, and comes back to the same pixels', async () => {
    const short = (tag: number, values: number[]) => ({ tag, type: 3 as const, values })
    const long = (tag: number, values: number[]) => ({ tag, type: 12 as const, values })
    const form = [number(tags.bitsPerSample, 8), number(tags.samples, 1), number(tags.photometric, 1)]
    const geo = [
      long(tags.pixelScale, [0.5, 0.5, 0]),
      long(tags.tiepoints, [0, 0, 0, 456_000, 5_427_900, 0]),
      // Projected, EPSG:32632, metres.
      short(tags.geoKeys, [1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 32_632, 3076, 0, 1, 9001]),
    ]
    const page = { entries: layout(256, 256, [...form, ...geo]), tiles: [Buffer.alloc(65_536)] }
    writeFileSync(path('map.tif'), tiff([page]))
    const project = await marked('map', 'map.tif')
    const folder = await exported(project, 'geojson-map')
    const found = readBy('geojson', join(folder, 'map.geojson'))
    expect(found).toMatchObject({
      crs: 'EPSG:32632',
      geometry: 'Polygon',
      columns: { class: ['house', 'tree'] },
    })
    expect(found['bounds']).toEqual([
      [456_010, 5_427_875, 456_030, 5_427_885],
      [456_050, 5_427_840, 456_055, 5_427_850],
    ])
    // QGIS takes the style that is called like the layer.
    const style = parseXml(readFileSync(join(folder, 'map.qml'), 'utf8'), 'map.qml')
    const [renderer] = style.children
    const said = (list: string, attribute: string) =>
      renderer?.children.find(({ name }) => name === list)?.children.map((each) => each.attributes[attribute])
    expect(renderer?.attributes).toMatchObject({ type: 'categorizedSymbol', attr: 'class' })
    expect(said('categories', 'value')).toEqual(['house', 'tree'])
    expect(said('categories', 'symbol')).toEqual(said('symbols', 'name'))
    const again = path('again.windhover')
    await windhover('init', again, '--classes', 'house,tree')
    const { code } = await windhover('import', again, path('map.tif'), '--labels', folder)
    expect(code).toBe(0)
    const boxes = async (from: string) => {
      await windhover('export', from, '--format', 'yolo', '--out', path('boxes'))
      return readFileSync(path('boxes/map.txt'), 'utf8')
    }
    const numbers = (text: string) => text.trim().split(/\s+/).map(Number)
    const [one, two] = [numbers(await boxes(project)), numbers(await boxes(again))]
    one.forEach((value, i) => expect(two[i]).toBeCloseTo(value, 4))
  })

  it('as a GeoPackage is read by GDAL, and comes back to the same pixels', async () => {
    const project = path('map.windhover')
    const file = path('map.gpkg')
    const { code, err } = await windhover('export', project, '--format', 'gpkg', '--out', file)
    expect([code, err.includes('rror')]).toEqual([0, false])
    const found = readBy('geojson', file)
    expect(found).toMatchObject({ crs: 'EPSG:32632', columns: { class: ['house', 'tree'] } })
    expect(found['bounds']).toEqual([
      [456_010, 5_427_875, 456_030, 5_427_885],
      [456_050, 5_427_840, 456_055, 5_427_850],
    ])
    const again = path('again2.windhover')
    await windhover('init', again, '--classes', 'house,tree')
    await windhover('import', again, path('map.tif'), '--labels', file)
    await windhover('export', again, '--format', 'yolo', '--out', path('boxes2'))
    const numbers = (name: string) =>
      readFileSync(path(`${name}/map.txt`), 'utf8')
        .trim()
        .split(/\s+/)
        .map(Number)
    const two = numbers('boxes2')
    numbers('boxes').forEach((value, i) => expect(two[i]).toBeCloseTo(value, 4))
  })

  it('of measures is a GeoPackage with the units in its columns, on the map or in pixels', async () => {
    const measured = async (project: string, out: string) => {
      const { code, err } = await windhover('measure', project, '--out', out)
      expect([code, err.includes('rror')]).toEqual([0, false])
      return { found: readBy('geojson', out), err }
    }
    const { found } = await measured(path('map.windhover'), path('sizes.gpkg'))
    // 40 × 20 and 10 × 20 pixels of half a metre.
    expect(found).toMatchObject({
      crs: 'EPSG:32632',
      columns: {
        ...{ class: ['house', 'tree'], x_px: ['20.0', '100.0'] },
        ...{ width_m: ['20.0', '5.0'], height_m: ['10.0', '10.0'], area_m2: ['200.0', '50.0'] },
      },
    })
    expect(found['bounds']).toEqual([
      [456_010, 5_427_875, 456_030, 5_427_885],
      [456_050, 5_427_840, 456_055, 5_427_850],
    ])
    expect(readFileSync(path('sizes-pictures.csv'), 'utf8').split('\n')[1]).toContain(',house,1,m,')
    await sharp({ create: { width: 200, height: 150, channels: 3, background: '#888' } }).toFile(
      path('level.png'),
    )
    const flat = await measured(await marked('level', 'level.png'), path('level.gpkg'))
    expect(flat.err).toContain('lie on no map')
    expect(flat.found['bounds']).toEqual([
      [20, -50, 60, -30],
      [100, -120, 110, -100],
    ])
    expect(flat.found).toMatchObject({
      columns: { width_px: ['40.0', '10.0'], area_px2: ['800.0', '200.0'] },
    })
  })

  it('as a shapefile is read by GDAL, and comes back to the same pixels', async () => {
    const folder = await exported(path('map.windhover'), 'shp')
    const found = readBy('geojson', join(folder, 'map.shp'))
    expect(found).toMatchObject({ crs: 'EPSG:32632', columns: { class: ['house', 'tree'] } })
    expect(found['bounds']).toEqual([
      [456_010, 5_427_875, 456_030, 5_427_885],
      [456_050, 5_427_840, 456_055, 5_427_850],
    ])
    const again = path('again3.windhover')
    await windhover('init', again, '--classes', 'house,tree')
    await windhover('import', again, path('map.tif'), '--labels', join(folder, 'map.shp'))
    await windhover('export', again, '--format', 'yolo', '--out', path('boxes3'))
    expect(readFileSync(path('boxes3/map.txt'), 'utf8')).toBe(readFileSync(path('boxes/map.txt'), 'utf8'))
  })

  it('as a shapefile of a picture without a map is in pixels, which is said', async () => {
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } }).toFile(
      path('flat.png'),
    )
    const project = await marked('flat', 'flat.png')
    mkdirSync(path('flat'))
    // Of an export of before.
    writeFileSync(path('flat/flat.prj'), 'GEOGCS["GCS_WGS_1984"]')
    const { code, err } = await windhover('export', project, '--format', 'shp', '--out', path('flat'))
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('lie on no map: their shapefiles are in pixels, y down.'),
    ])
    const folder = path('flat')
    expect(readdirSync(folder).filter((name) => name.endsWith('.prj'))).toEqual([])
    const polygons = readBy('geojson', join(folder, 'flat.shp'))
    expect(polygons).toMatchObject({
      crs: null,
      bounds: [
        [20, 30, 60, 50],
        [100, 100, 110, 120],
      ],
    })
  })

  it('does not need to be ours: a shapefile that GDAL wrote is read with its holes, parts and letters', async () => {
    readBy('shapes', path('theirs.shp'))
    const again = path('again4.windhover')
    await windhover('init', again)
    const { code, err } = await windhover('import', again, path('map.tif'), '--labels', path('theirs.shp'))
    expect([code, err.includes('rror')]).toEqual([0, false])
    await windhover('export', again, '--format', 'geojson', '--out', path('back'))
    const { features } = JSON.parse(readFileSync(path('back/map.geojson'), 'utf8')) as {
      features: {
        geometry: { type: string; coordinates: number[][][] | number[][][][] }
        properties: { classification: { name: string } }
      }[]
    }
    const told = features.map(({ geometry, properties }) => [
      properties.classification.name,
      geometry.type,
      geometry.coordinates.map((part) => part.length),
    ])
    expect(told).toEqual([
      ['Häuser', 'Polygon', [5, 5]],
      ['wood', 'MultiPolygon', [1, 1]],
    ])
    const [hole] = (features[0]?.geometry.coordinates as number[][][]).slice(1)
    const xs = hole?.map(([x]) => x as number) ?? []
    // Half a metre a pixel: 20 to 30 m east of the picture's corner.
    expect(Math.min(...xs)).toBeCloseTo(40, 6)
    expect(Math.max(...xs)).toBeCloseTo(60, 6)
  })

  it('as a mask has the classes as values, and the palette of Pascal VOC', async () => {
    await sharp({ create: { width: 200, height: 150, channels: 3, background: '#888' } }).toFile(
      path('plain.png'),
    )
    const folder = await exported(await marked('plain', 'plain.png'), 'mask')
    expect(readBy('mask', join(folder, 'plain.png'))).toEqual({
      mode: 'P',
      size: [200, 150],
      values: [0, 1, 2],
      counts: [200 * 150 - 800 - 200, 800, 200],
      palette: [0, 0, 0, 128, 0, 0, 0, 128, 0],
    })
  })

  it('on the map of a picture without one is refused', async () => {
    const project = await marked('plain2', 'plain.png')
    const { code, err } = await windhover('export', project, '--format', 'geojson-map', '--out', path('none'))
    expect([code, err]).toEqual([1, expect.stringContaining('"plain.png" does not lie on a map')])
  })
})
