import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LabelObject, WriteImage } from '../../../src/formats/format'
import { prjOf } from '../../../src/formats/prj'
import { readLabels } from '../../../src/formats/readLabels.node'
import { shapefile } from '../../../src/formats/shapefile'
import { bounds } from '../../../src/records/records'
import { scratch } from '../shared/project.fixture'

// What GDAL makes of shapefiles, and we of GDAL's: formats-peers.test.ts.

const path = scratch()
const image = { name: 'field.tif', width: 400, height: 300 }
const geo = { affine: [0.5, 0, 456_000, 0, -0.5, 5_427_900], epsg: 32_632, degrees: false } as const
const objects: WriteImage['objects'] = [
  { class: 1, shape: { kind: 'point', x: 7.5, y: 9.25 }, score: 0.125 },
  { class: 0, shape: { kind: 'polyline', points: [1, 2, 3, 4, 9, 4] }, score: 0.5 },
  {
    class: 1,
    shape: {
      kind: 'polygon',
      points: [10, 10, 110, 10, 110, 110, 10, 110],
      rings: [
        [20, 20, 20, 60, 60, 60, 60, 20],
        [200, 10, 250, 10, 250, 60, 200, 60],
      ],
    },
    score: 0.25,
  },
]
const classNames = ['house', '树']

/** The names of the files that there are. */
function put(each: WriteImage, names = classNames): string[] {
  const { binaries = [] } = shapefile.write([each], names)
  for (const { name, bytes } of binaries)
    if (bytes) writeFileSync(path(name), bytes)
    else rmSync(path(name), { force: true })
  return binaries.flatMap(({ name, bytes }) => (bytes ? [name] : []))
}

async function read(name: string, of: object = image): Promise<readonly LabelObject[]> {
  const job = { files: [path(name)], format: 'auto', image: { ...image, ...of }, classNames: [] }
  return (await readLabels(job)).objects
}

describe('shapefiles', () => {
  it('are three of a picture with points, lines and polygons, and come back as they were', async () => {
    const files = put({ image, objects })
    expect(files.filter((name) => name.endsWith('.shp'))).toEqual([
      'field-points.shp',
      'field-lines.shp',
      'field.shp',
    ])
    const [point, line, polygon] = objects
    expect(await read('field-points.shp')).toEqual([
      { className: '树', shape: point?.shape, score: point?.score },
    ])
    expect(await read('field-lines.shp')).toEqual([
      { className: 'house', shape: line?.shape, score: line?.score },
    ])
    const [found] = await read('field.shp')
    expect(found).toMatchObject({ className: '树', score: polygon?.score })
    expect(found?.shape).toMatchObject({ kind: 'polygon', rings: [{}, {}] })
  })

  it('on the map lie where the picture does, and belong to no picture without one', async () => {
    const box = { kind: 'box', x: 20, y: 30, w: 40, h: 20 } as const
    put({ image: { ...image, geo }, objects: [{ class: 0, shape: box }] })
    expect(await read('field.shp', { geo })).toEqual([{ className: 'house', shape: box }])
    await expect(read('field.shp')).rejects.toThrow(/places on a map .*"field\.tif" does not say where/)
  })

  it('are read by the .prj that ESRI writes, without any number', async () => {
    const box = { kind: 'box', x: 20, y: 30, w: 40, h: 20 } as const
    put({ image: { ...image, geo }, objects: [{ class: 0, shape: box }] })
    const globe =
      'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    const zone = (middle: number) =>
      `PROJCS["WGS_1984_UTM",${globe},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${middle}],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
    writeFileSync(path('field.prj'), zone(9))
    const [found] = await read('field.shp', { geo })
    const { x, y, w, h } = bounds(found?.shape ?? box)
    expect([x, y, w, h]).toEqual([20, 30, 40, 20].map((value) => expect.closeTo(value, 4)))
    writeFileSync(path('field.prj'), zone(15))
    await expect(read('field.shp', { geo })).rejects.toThrow(/all of it lies outside/)
    writeFileSync(path('field.prj'), 'PROJCS["Nowhere",PROJECTION["None"]]')
    await expect(read('field.shp', { geo })).rejects.toThrow(/"Nowhere".*is not known here/)
  })

  it('are read in the encoding that the .cpg names, and refused in none', async () => {
    put({ image, objects: [{ class: 0, shape: { kind: 'point', x: 1, y: 2 } }] }, ['B\xe4r'])
    expect(await read('field.shp')).toMatchObject([{ className: 'Bär' }])
    writeFileSync(path('field.cpg'), '1252')
    expect(await read('field.shp')).toMatchObject([{ className: 'BÃ¤r' }])
    writeFileSync(path('field.cpg'), 'Klingon')
    await expect(read('field.shp')).rejects.toThrow(/encoding "klingon", which is not known/)
  })

  it('without a table are of the only class, and of another one are refused', async () => {
    put({ image, objects: [{ class: 0, shape: { kind: 'point', x: 1, y: 2 } }] })
    const dbf = path('field.dbf')
    put({ image: { ...image, name: 'other.tif' }, objects: objects.slice(0, 1) })
    rmSync(dbf)
    const job = { files: [path('field.shp')], format: 'shp', image, classNames: ['seal'] }
    expect((await readLabels(job)).objects).toMatchObject([{ className: 'seal' }])
    const { binaries = [] } = shapefile.write([{ image, objects: [] }], classNames)
    writeFileSync(dbf, binaries.find(({ name }) => name.endsWith('.dbf'))?.bytes ?? '')
    await expect(read('field.shp')).rejects.toThrow(/1 shapes and 0 rows of its table/)
  })

  it('refuse a class name that no column holds, and a system that they cannot name', () => {
    const one = [{ class: 0, shape: { kind: 'point', x: 1, y: 2 } }] as const
    expect(() => put({ image, objects: one }, ['x'.repeat(255)])).toThrow(/name of 255 bytes/)
    const swiss = { ...image, geo: { ...geo, epsg: 2056 } }
    expect(() => put({ image: swiss, objects: one })).toThrow(/EPSG:2056, which a shapefile cannot name/)
    expect(prjOf(4326)).toMatch(/^GEOGCS\["WGS 84"/)
  })
})
