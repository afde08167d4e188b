import { describe, expect, it } from 'vitest'
import { shapeArea } from '../../../src/document/shapes'
import { image, type More, read, boxOf } from './kinds.fixture'

describe('tables', () => {
  const places = (head: string, row: string, more: More = { classes: ['seal'] }) =>
    read('t.csv', `${head}\n${row}\n`, more)

  it.each([
    ['image,x,y,width,height,label', 't.png,10,16,20,24,gull'],
    ['filename,label,x1,y1,x2,y2', 't.png,gull,10,16,30,40'],
    ['ImageID,LabelName,XMin,XMax,YMin,YMax', 't,gull,0.1,0.3,0.2,0.5'],
    ['img_path;left;top;right;bottom;class', 't.png;"10,0";16,0;30;40;gull'],
    ['\timage_path\txmin\tymin\txmax\tymax\tlabel', '0\tt.png\t10\t16\t30\t40\tgull'],
    [' image_path, xmin, ymin, xmax, ymax, label', 't.png, 10, 16, 30, 40, gull'],
    ['image,x_center,y_center,width,height,label', 't.png,20,28,20,24,gull'],
    ['where,xmin,ymin,xmax,ymax,label', 'set/t.png,10,16,30,40,gull'],
    ['image_path,geometry,label', 't.png,"POLYGON ((10 16, 30 16, 30 40, 10 40, 10 16))",gull'],
  ])('%s', async (head, row) => {
    const { objects } = await places(head, row)
    expect(objects.map(({ className, shape }) => [className, shape.kind, boxOf(shape)])).toEqual([
      ['gull', 'box', [10, 16, 20, 24]],
    ])
  })

  it.each([
    [
      't.png,10,10,30,30,seal',
      't.png,1,1,9,9,gull',
      /line 1.*the line with the names of the columns is missing/,
    ],
    ['image_path,xmin,ymin,xmax,ymax,species', 't.png,1,1,9,9,gull', /no column names the class.*species/],
    ['image_path,xmin,ymin,xmax,ymax,label', 't.png,1,1,9,9,', /line 2: it has no label/],
    ['image_path,x,y,width,label', 't.png,1,1,9,gull', /beside x and y stands "width"/],
    ['name,lon,lat,label', 't.png,8.4,49.0,gull', /places on a map/],
  ])('%s is refused', async (head, row, sentence) => {
    await expect(places(head, row, { classes: ['seal', 'gull'] })).rejects.toThrow(sentence)
  })

  it('say by empty cells that nothing is in a picture, and take the only class with a word', async () => {
    for (const row of ['t.png,,,,,', 't.png,nan,nan,nan,nan,', 't.png,0,0,0,0,'])
      expect((await places('image_path,xmin,ymin,xmax,ymax,label', row)).objects).toEqual([])
    const rsna = await places(
      'patientId,x,y,width,height,Target',
      't,10.0,16.0,20.0,24.0,1\nu,1.0,1.0,9.0,9.0,1',
    )
    expect(rsna.objects.map(({ shape }) => boxOf(shape))).toEqual([[10, 16, 20, 24]])
    expect(rsna.warnings).toEqual([
      expect.stringMatching(/no column names a class .* so that all are "seal"/),
    ])
  })

  it('of which rows are of several pictures must say which', async () => {
    const several = { image: { ...image, several: true }, classes: ['seal'] }
    await expect(places('xmin,ymin,xmax,ymax,label', '1,1,9,9,seal', several)).rejects.toThrow(
      /which rows are of which picture/,
    )
  })
})

describe('GeoJSON', () => {
  const feature = (ring: readonly (readonly number[])[], properties: object = { label: 'house' }) => ({
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
  })
  const collection = (features: readonly object[], more: object = {}) =>
    JSON.stringify({ type: 'FeatureCollection', ...more, features })
  /** 1,000 px of half a metre, its north-west corner at 456000 E, 5427900 N in UTM zone 32. */
  const utm = {
    ...image,
    width: 1000,
    height: 1000,
    geo: { affine: [0.5, 0, 456_000, 0, -0.5, 5_427_900], epsg: 32_632, degrees: false },
  } as const
  /** The corners of 456100..456150 E, 5427650..5427700 N: as pyproj 3 has them. */
  const degrees = [
    [8.399792804952256, 49.000635781477776],
    [8.400476373022782, 49.00063933540262],
    [8.400481771360809, 49.000189579260564],
    [8.399798209444487, 49.000186025391685],
  ]
  const metres = [
    [456_100, 5_427_700],
    [456_150, 5_427_700],
    [456_150, 5_427_650],
    [456_100, 5_427_650],
  ]
  const named = (name: string) => ({ crs: { type: 'name', properties: { name } } })

  it.each([
    ['longitude and latitude, where it says nothing', collection([feature(degrees)])],
    ['CRS84', collection([feature(degrees)], named('urn:ogc:def:crs:OGC:1.3:CRS84'))],
    ['the system of the picture', collection([feature(metres)], named('urn:ogc:def:crs:EPSG::32632'))],
    ['the system of the picture, without a word', collection([feature(metres)])],
  ])('is taken for %s', async (_, text) => {
    const { objects } = await read('t.geojson', text, { image: utm })
    expect(objects[0]?.className).toBe('house')
    const [x, y, w, h] = boxOf(objects[0]?.shape) as [number, number, number, number]
    for (const [found, wanted] of [
      [x, 200],
      [y, 400],
      [w, 100],
      [h, 100],
    ] as const)
      expect(Math.abs(found - wanted)).toBeLessThan(0.01)
  })

  it('is taken for pixels where QuPath says so, where a person does, and without a map', async () => {
    const ring = [
      [10, 10],
      [60, 10],
      [60, 40],
      [10, 40],
    ]
    const text = collection([feature(ring)])
    const marked = collection([
      feature(ring, { objectType: 'annotation', classification: { name: 'house' } }),
    ])
    const found = [
      await read('t.geojson', marked, { image: utm }),
      await read('t.geojson', text, { image: utm, coordinates: 'pixel' }),
      await read('t.geojson', text),
    ]
    for (const { objects } of found) expect(boxOf(objects[0]?.shape)).toEqual([10, 10, 50, 30])
  })

  it('is refused where it cannot be told, or lies elsewhere', async () => {
    const ring = [
      [500, 500],
      [560, 500],
      [560, 540],
    ]
    await expect(read('t.geojson', collection([feature(ring)]), { image: utm })).rejects.toThrow(
      /say --coordinates pixel/,
    )
    const far = collection([
      feature([
        [1, 1],
        [2, 1],
        [2, 2],
      ]),
    ])
    await expect(read('t.geojson', far, { image: utm })).rejects.toThrow(
      /longitude and latitude, all of it lies outside/,
    )
    await expect(read('t.geojson', collection([feature(degrees)]))).rejects.toThrow(/smaller than a pixel/)
    const unknown = collection([feature(metres)], named('EPSG:999999'))
    await expect(read('t.geojson', unknown, { image: utm })).rejects.toThrow(/EPSG:999999/)
    await expect(read('t.geojson', collection([feature(metres)], named('EPSG:32632')))).rejects.toThrow(
      /where on a map it lies/,
    )
  })

  it('gives a picture what lies on it, and counts the rest', async () => {
    const away = degrees.map(([x, y]) => [(x as number) + 1, y as number])
    const { objects, warnings } = await read('t.geojson', collection([feature(degrees), feature(away)]), {
      image: utm,
    })
    expect(objects).toHaveLength(1)
    expect(warnings).toEqual(['t.geojson: 1 left out (outside the picture).'])
  })

  it('unites polygons that overlap, keeps islands in holes, planes apart, and what is locked', async () => {
    const square = (x: number, side: number) => [
      [x, x],
      [x + side, x],
      [x + side, x + side],
      [x, x + side],
      [x, x],
    ]
    const multi = (coordinates: unknown, more: object = {}, properties: object = {}) => ({
      type: 'Feature',
      properties: { objectType: 'annotation', classification: { name: 'seal' }, ...properties },
      geometry: { type: 'MultiPolygon', coordinates, ...more },
    })
    const { objects, warnings } = await read(
      't.geojson',
      JSON.stringify([
        multi([[square(10, 30)], [square(20, 30)]]),
        multi([[square(10, 60), square(20, 40)], [square(30, 10)]], {}, { isLocked: true, name: 'A-17' }),
        multi([[square(10, 30)]], { plane: { c: -1, z: 3, t: 0 } }),
      ]),
    )
    expect(objects.map(({ shape }) => shapeArea(shape))).toEqual([1400, 3600 - 1600 + 100])
    expect(objects[1]?.locked).toBe(true)
    expect(objects[1]?.attributes).toEqual({ name: 'A-17' })
    expect(warnings).toEqual(['t.geojson: 1 left out (in another plane than the first).'])
  })
})
