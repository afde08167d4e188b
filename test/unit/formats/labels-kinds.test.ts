import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bounds, type Shape } from '../../../src/records/records'
import { shapeArea } from '../../../src/document/shapes'
import type { Coordinates } from '../../../src/formats/coordinates'
import type { LabelImage } from '../../../src/formats/format'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

// What other people's tools write: right, or refused by name; what is left out is counted and said.

const path = scratch()
const image: LabelImage = { name: 't.png', path: '/data/t.png', width: 100, height: 80 }
let count = 0

function put(name: string, content: string | Uint8Array): string {
  const file = path(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
interface More {
  readonly classes?: readonly string[]
  readonly image?: LabelImage
  readonly coordinates?: Coordinates
}
/** Each in a folder of its own, since class names may lie beside. */
const read = (name: string, content: string | Uint8Array, more: More = {}) =>
  readLabels({
    files: [put(`${++count}/${name}`, content)],
    format: 'auto',
    image: more.image ?? image,
    classNames: more.classes ?? [],
    coordinates: more.coordinates,
  })
const boxOf = (shape: Shape | undefined) => {
  const { x, y, w, h } = bounds(shape as Shape)
  return [x, y, w, h].map((value) => Math.round(value * 1e6) / 1e6)
}

const xml = (objects: string, head = '') =>
  `${head}<annotation><filename>t.png</filename>${objects}</annotation>`
const object = (name: string, more = '') =>
  `<object><name>${name}</name>${more}<bndbox><xmin>10</xmin><ymin>12</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>`

describe('encodings', () => {
  const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
  const wide = (text: string, big: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
    return big ? bytes.swap16() : bytes
  }

  it('that a file declares are obeyed', async () => {
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    expect((await read('t.xml', latin(xml(object('B\xe4r'), head)))).classNames).toEqual(['Bär'])
    const gbk = Buffer.concat([
      latin('<?xml version="1.0" encoding="GBK"?><annotation><object><name>'),
      Uint8Array.of(0xba, 0xa3, 0xb1, 0xaa),
      latin(xml(object('x')).slice(xml(object('x')).indexOf('</name>'))),
    ])
    expect((await read('t.xml', gbk)).classNames).toEqual(['海豹'])
    for (const big of [true, false])
      expect((await read('t.xml', wide(xml(object('海豹')), big))).classNames).toEqual(['海豹'])
  })

  it('that it does not declare are refused with the line', async () => {
    const table = latin('image_path,xmin,ymin,xmax,ymax,label\nt.png,1,1,9,9,B\xe4r\n')
    await expect(read('t.csv', table)).rejects.toThrow(/^t\.csv, line 2: this is not UTF-8/)
    const odd = '<?xml version="1.0" encoding="klingon"?><annotation/>'
    await expect(read('t.xml', odd)).rejects.toThrow(/"klingon", which is not known/)
  })
})

describe('XML', () => {
  it('is read as XML: comments, CDATA, entities, prefixes', async () => {
    const text = `<!-- ${object('ghost')} -->${object('<![CDATA[a & b]]>')}${object('caf&#233; &amp; co')}`
    expect((await read('t.xml', xml(text))).objects.map(({ className }) => className)).toEqual([
      'a & b',
      'café & co',
    ])
  })

  it('with entities of its own is refused, whatever they would grow to', async () => {
    const bomb = '<!DOCTYPE annotation [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
    await expect(read('t.xml', xml(object('&b;'), bomb))).rejects.toThrow(/line 2: this is not valid XML/)
  })

  it('of VOC holds polygons, turned boxes, parts and what is difficult', async () => {
    const polygon = object(
      'p',
      '<polygon><x1>10</x1><y1>10</y1><x2>40</x2><y2>10</y2><x3>25</x3><y3>40</y3></polygon>',
    )
    const turned =
      '<object><name>r</name><robndbox><cx>50</cx><cy>40</cy><w>30</w><h>10</h><angle>0.5</angle></robndbox></object>'
    const rotated = object(
      'c',
      '<attributes><attribute><name>rotation</name><value>90</value></attribute></attributes>',
    )
    const { objects, warnings } = await read(
      't.xml',
      xml(polygon + turned + rotated + object('d', '<difficult>1</difficult>')),
    )
    expect(objects.map(({ shape }) => shape)).toEqual([
      { kind: 'polygon', points: [10, 10, 40, 10, 25, 40] },
      { kind: 'rotatedBox', cx: 50, cy: 40, w: 30, h: 10, angle: 0.5 },
      { kind: 'rotatedBox', cx: 20, cy: 26, w: 20, h: 28, angle: Math.PI / 2 },
      { kind: 'box', x: 10, y: 12, w: 20, h: 28 },
    ])
    expect(warnings).toEqual(['t.xml: 1 objects are marked as difficult, and were taken like the others.'])
  })
})

describe('YOLO', () => {
  const with_ = (names: Record<string, string>, line: string, classes: readonly string[] = []) => {
    const folder = `yolo${++count}`
    for (const [name, text] of Object.entries(names)) put(`${folder}/${name}`, text)
    return readLabels({
      files: [put(`${folder}/labels/t.txt`, `${line}\n`)],
      format: 'auto',
      image,
      classNames: classes,
    })
  }
  const box = '1 0.5 0.5 0.2 0.25'

  it.each([
    ['dataset.yaml', 'names:\n  0: seal\n  1: gull\n'],
    ['obj.names', 'seal\ngull\n'],
    ['classes.txt', '\ufeffseal\r\ngull\r\n'],
  ])('takes names from %s before those of the project', async (name, text) => {
    expect((await with_({ [name]: text }, box, ['gull', 'seal'])).objects[0]?.className).toBe('gull')
  })

  it('says whose numbers they are where it finds no names, and refuses two lists that differ', async () => {
    expect((await with_({}, box, ['gull', 'seal'])).warnings[0]).toMatch(
      /numbers are those of the project: gull, seal/,
    )
    const two = { 'classes.txt': 'seal\ngull\n', 'data.yaml': 'names: [gull, seal]' }
    await expect(with_(two, box)).rejects.toThrow(
      /two lists of class names that differ, classes\.txt and data\.yaml/,
    )
  })

  it('takes poses for boxes by data.yaml, and never for polygons', async () => {
    const yaml = { 'data.yaml': 'kpt_shape: [4, 2]\nnames: [seal]' }
    const found = await with_(yaml, '0 0.5 0.5 0.4 0.5 0.35 0.35 0.65 0.35 0.65 0.65 0.35 0.65')
    expect(found.objects[0]?.shape).toEqual({ kind: 'box', x: 30, y: 20, w: 40, h: 40 })
    expect(found.objects[0]?.keyPoints).toHaveLength(4)
    expect(found.warnings).toEqual([])
    await expect(
      with_({}, '0 0.5 0.5 0.4 0.5 0.35 0.35 2 0.65 0.35 2 0.65 0.65 2 0.35 0.65 2'),
    ).rejects.toThrow(/kpt_shape/)
    await expect(with_({}, '0 50 40 20 20')).rejects.toThrow(/pixels must be divided/)
  })

  it('takes four corners, with or without confidence, for a turned box, and opens a closed ring', async () => {
    const corners = '0 0.4 0.3 0.6 0.5 0.5 0.625 0.3 0.425'
    for (const line of [corners, `${corners} 0.9`]) {
      const { objects, warnings } = await with_({}, line)
      expect(objects[0]?.shape.kind).toBe('rotatedBox')
      expect(warnings[0]).toMatch(/1 changed \(four corners that are no rectangle/)
    }
    const ring = await with_({}, '0 0.1 0.1 0.5 0.1 0.5 0.5 0.1 0.1')
    expect(ring.objects[0]?.shape).toEqual({ kind: 'polygon', points: [10, 8, 50, 8, 50, 40] })
  })
})

describe('COCO', () => {
  const box = { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 20, 20] }
  const coco = (annotations: readonly object[], more: object = {}) =>
    JSON.stringify({
      annotations,
      images: [{ id: 1, file_name: 't.png', width: 100, height: 80 }],
      categories: [{ id: 1, name: 'seal' }],
      ...more,
    })

  it('counts crowds and annotations of nobody, and keeps key points and attributes', async () => {
    const found = await read(
      't.json',
      coco([
        box,
        { ...box, iscrowd: 1 },
        { ...box, keypoints: [1, 1, 2], num_keypoints: 1 },
        { ...box, attributes: { occluded: true, rotation: 90 } },
        { ...box, image_id: 7 },
      ]),
    )
    expect(found.objects.map(({ shape }) => shape.kind)).toEqual(['box', 'box', 'rotatedBox'])
    expect(found.warnings).toEqual([
      't.json: 1 annotations belong to no image of the file.',
      't.json: 1 left out (crowds, which are no single objects).',
    ])
    expect(found.objects[1]?.keyPoints).toEqual([{ x: 1, y: 1, visible: 2 }])
    expect(found.objects[2]?.attributes).toEqual({ occluded: 'true' })
  })

  it('takes ids as text, NaN for nothing, several entries of one picture, and refuses one id for two', async () => {
    const ids = coco([{ ...box, image_id: '1', category_id: '1', area: 7 }]).replace('"area":7', '"area":NaN')
    expect((await read('t.json', ids)).objects).toHaveLength(1)
    const twice = [
      { id: 1, file_name: 't.png' },
      { id: 2, file_name: 't.png' },
    ]
    expect(
      (await read('t.json', coco([box, { ...box, image_id: 2 }], { images: twice }))).objects,
    ).toHaveLength(2)
    const clash = [
      { id: 1, file_name: 't.png' },
      { id: 1, file_name: 'u.png' },
    ]
    await expect(read('t.json', coco([box], { images: clash }))).rejects.toThrow(/two images have the id 1/)
  })

  it('takes masks as outlines with holes, of both kinds of runs', async () => {
    // A rectangle of 50 × 30 with a hole of 10 × 5, and one of 20 × 10: pycocotools' own text.
    const counts =
      'Zi0n0b1000000000000000000WOcN?]1AcN?]1AcN?]1AcN?]1AcN?]1AcN?]1AcN?]1AcN?]1AcN?]1AcN?]1:0000000000000000000000000000000000000000000000000000000000bj0\\ORVO0000000000000000000000000000000000000Tg0'
    const text = await read('t.json', coco([{ ...box, segmentation: { size: [80, 100], counts } }]))
    const runs = [0, 80 * 100]
    const whole = await read('t.json', coco([{ ...box, segmentation: { size: [80, 100], counts: runs } }]))
    expect(shapeArea(text.objects[0]?.shape as Shape)).toBe(50 * 30 - 50 + 200)
    expect(boxOf(text.objects[0]?.shape)).toEqual([10, 10, 80, 60])
    expect(whole.objects[0]?.shape).toEqual({ kind: 'box', x: 0, y: 0, w: 100, h: 80 })
    expect([...text.warnings, ...whole.warnings]).toEqual([])
  })

  it('fills what its parts cover together', async () => {
    const parts = (...segmentation: number[][]) => read('t.json', coco([{ ...box, segmentation }]))
    const square = (x: number, y: number, side: number) => [
      x,
      y,
      x + side,
      y,
      x + side,
      y + side,
      x,
      y + side,
    ]
    const areaOf = async (...rings: number[][]) =>
      shapeArea((await parts(...rings)).objects[0]?.shape as Shape)
    expect(await areaOf(square(10, 10, 30), square(20, 20, 10))).toBe(900)
    expect(await areaOf(square(10, 10, 30), square(20, 20, 30))).toBe(900 + 900 - 400)
    expect(await areaOf(square(10, 10, 10), square(50, 50, 10))).toBe(200)
    // The one lies in the other's bay: their boxes overlap, they do not.
    expect(await areaOf([10, 10, 20, 10, 20, 60, 80, 60, 80, 70, 10, 70], square(40, 20, 20))).toBe(
      1200 + 400,
    )
  })
})

describe('the border of the picture', () => {
  it('cuts polygons along itself', async () => {
    const shape = {
      label: 'seal',
      shape_type: 'polygon',
      points: [
        [60, 10],
        [120, 40],
        [60, 70],
      ],
    }
    const { objects, warnings } = await read(
      't.json',
      JSON.stringify({ shapes: [shape], imagePath: 't.png' }),
    )
    expect(shapeArea(objects[0]?.shape as Shape)).toBe(1600)
    expect(boxOf(objects[0]?.shape)).toEqual([60, 10, 40, 60])
    expect(warnings).toEqual(['t.json: 1 changed (cut at the border).'])
  })
})

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
