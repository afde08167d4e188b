import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/records/records'
import { shapeArea } from '../../../src/document/shapes'
import { readLabels } from '../../../src/formats/readLabels.node'
import { image, read, boxOf, put } from './kinds.fixture'

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
  let folders = 0
  const with_ = (names: Record<string, string>, line: string, classes: readonly string[] = []) => {
    const folder = `yolo${++folders}`
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
