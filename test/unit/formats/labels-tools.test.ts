import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/records/records'
import { shapeArea } from '../../../src/document/shapes'
import { formatById, recognise } from '../../../src/formats/formats'
import { image, read, rounded } from './tools.fixture'

// Files as the tools write them, of a picture of 200 × 100.

describe('CVAT for images 1.1', () => {
  const file = (shapes: string) => `<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><name>x</name><labels>
<label><name>car</name></label><label><name>bus</name></label></labels></task></meta>
<image id="0" name="a/t.png" width="200" height="100">${shapes}</image>
<image id="1" name="b/u.png" width="9" height="9"></image></annotations>`
  const shape = (kind: string, attributes: string, inside = '') =>
    `<${kind} label="bus" source="manual" occluded="0" ${attributes} z_order="0">${inside}</${kind}>`

  it('gives boxes, turned too, polygons, lines, points, ellipses and masks', async () => {
    const { objects, classNames, warnings } = await read(
      'a.xml',
      file(
        shape('box', 'xtl="10.0" ytl="20.0" xbr="50.0" ybr="30.0"', '<attribute name="age">3</attribute>') +
          shape('box', 'xtl="10.0" ytl="20.0" xbr="50.0" ybr="30.0" rotation="90.0"') +
          shape('polygon', 'points="10.0,10.0;40.0,10.0;25.0,40.0"') +
          shape('polyline', 'points="1.5,2;3,4"') +
          shape('points', 'points="7,8"') +
          shape('ellipse', 'cx="50" cy="40" rx="20" ry="10" rotation="180"') +
          shape('mask', 'rle="0, 2, 1, 1, 2" left="10" top="20" width="3" height="2"'),
      ),
    )
    expect(classNames).toEqual(['car', 'bus'])
    expect(objects.map((each) => rounded(each.shape))).toEqual([
      { kind: 'box', x: 10, y: 20, w: 40, h: 10 },
      { kind: 'rotatedBox', cx: 30, cy: 25, w: 40, h: 10, angle: 1.570796 },
      { kind: 'polygon', points: [10, 10, 40, 10, 25, 40] },
      { kind: 'polyline', points: [1.5, 2, 3, 4] },
      { kind: 'point', x: 7, y: 8 },
      { kind: 'ellipse', cx: 50, cy: 40, w: 40, h: 20, angle: 3.141593 },
      expect.objectContaining({ kind: 'polygon' }),
    ])
    // Rows of three: 1 1 0 and 1 0 0.
    expect(shapeArea(objects[6]?.shape as Shape)).toBe(3)
    expect(objects.map(({ attributes }) => attributes)).toEqual([{ age: '3' }, ...Array<undefined>(6)])
    expect(warnings).toEqual([])
  })

  it('leaves out and counts what has no place, and refuses videos and other sizes', async () => {
    const good = shape('points', 'points="7,8"')
    const { objects, warnings } = await read(
      'a.xml',
      file(`${good}<tag label="bus"/>${shape('cuboid', 'xtl1="1"')}`),
    )
    expect(objects).toHaveLength(1)
    expect(warnings).toHaveLength(2)
    await expect(read('v.xml', '<annotations><track id="0" label="car"/></annotations>')).rejects.toThrow(
      /1 tracks of a video/,
    )
    await expect(read('a.xml', file(''), 'u.png')).rejects.toThrow(/9 × 9/)
  })
})

describe('Label Studio', () => {
  const result = (value: object, more: object = {}) => ({
    original_width: 200,
    original_height: 100,
    image_rotation: 0,
    id: 'r',
    value,
    ...more,
  })
  const task = (...results: object[]) => ({
    id: 1,
    data: { image: '/data/upload/3/0a1b2c3d-t.png' },
    annotations: [{ id: 7, was_cancelled: false, result: results }],
  })
  const box = { x: 10, y: 20, width: 20, height: 10, rotation: 0 }

  it('is in hundredths of the picture, turns around the first corner, and is found under the uploaded name', async () => {
    const { objects } = await read(
      'a.json',
      JSON.stringify([
        task(
          result({ ...box, rectanglelabels: ['car'] }),
          result({ ...box, rotation: 90, rectanglelabels: ['car'] }),
          result({
            points: [
              [5, 10],
              [20, 10],
              [12.5, 40],
            ],
            polygonlabels: ['bus'],
          }),
          result({ x: 25, y: 40, radiusX: 10, radiusY: 10, rotation: 0, ellipselabels: ['bus'] }),
          result({ x: 3.5, y: 8, width: 0.5, keypointlabels: ['dot'] }),
        ),
      ]),
    )
    expect(objects.map((each) => [each.className, rounded(each.shape)])).toEqual([
      ['car', { kind: 'box', x: 20, y: 20, w: 40, h: 10 }],
      ['car', { kind: 'rotatedBox', cx: 15, cy: 40, w: 40, h: 10, angle: 1.570796 }],
      ['bus', { kind: 'polygon', points: [10, 10, 40, 10, 25, 40] }],
      ['bus', { kind: 'ellipse', cx: 50, cy: 40, w: 40, h: 20, angle: 0 }],
      ['dot', { kind: 'point', x: 7, y: 8 }],
    ])
  })

  it('has labels beside their regions, several annotations, JSON-MIN, and brushes that are left out', async () => {
    const beside = task(
      result(box, { type: 'rectangle' }),
      result({ ...box, labels: ['car'] }, { type: 'labels' }),
      result({ choices: ['day'] }, { id: 'c' }),
    )
    const two = { ...beside, annotations: [...beside.annotations, ...beside.annotations] }
    const found = await read('a.json', JSON.stringify([two]))
    expect(found.objects.every(({ className }) => className === 'car')).toBe(true)
    expect(found.warnings[0]).toMatch(/several annotations, and all were taken/)
    const least = [
      {
        id: 1,
        image: '/data/local-files/?d=set%2Ft.png',
        label: [{ ...box, rectanglelabels: ['car'], original_width: 200, original_height: 100 }],
      },
    ]
    expect((await read('m.json', JSON.stringify(least))).objects.map((each) => rounded(each.shape))).toEqual([
      { kind: 'box', x: 20, y: 20, w: 40, h: 10 },
    ])
    await expect(
      read('b.json', JSON.stringify([task(result({ format: 'rle', rle: [1], brushlabels: ['car'] }))])),
    ).rejects.toThrow(/brush mask is not read/)
  })
})

describe('VIA', () => {
  const regions = [
    {
      shape_attributes: { name: 'rect', x: 10, y: 20, width: 40, height: 10 },
      region_attributes: { class: 'car' },
    },
    {
      shape_attributes: { name: 'polygon', all_points_x: [10, 40, 25], all_points_y: [10, 10, 40] },
      region_attributes: { class: 'bus' },
    },
    {
      shape_attributes: { name: 'circle', cx: 50, cy: 40, r: 10 },
      region_attributes: { class: { dot: true, line: false } },
    },
  ]
  const wanted = [
    ['car', { kind: 'box', x: 10, y: 20, w: 40, h: 10 }],
    ['bus', { kind: 'polygon', points: [10, 10, 40, 10, 25, 40] }],
    ['dot', { kind: 'ellipse', cx: 50, cy: 40, w: 20, h: 20, angle: 0 }],
  ]

  it('of both versions, as JSON or as table', async () => {
    const entry = (held: object) => ({
      't.png123': { filename: 't.png', size: 123, regions: held, file_attributes: {} },
    })
    const quoted = (value: object) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
    const rows = regions.map(
      (one, i) => `t.png,1,"{}",3,${i},${quoted(one.shape_attributes)},${quoted(one.region_attributes)}`,
    )
    const table = [
      '#filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes',
      ...rows,
      'u.png,1,"{}",0,0,"{}","{}"',
    ]
    for (const [name, text] of [
      ['2.json', JSON.stringify(entry(regions))],
      ['1.json', JSON.stringify(entry({ ...regions }))],
      ['project.json', JSON.stringify({ _via_settings: {}, _via_img_metadata: entry(regions) })],
      ['t.csv', `${table.join('\n')}\n`],
    ] as const)
      expect((await read(name, text)).objects.map((each) => [each.className, each.shape])).toEqual(wanted)
    expect((await read('t.csv', table.join('\n'), 'u.png')).objects).toEqual([])
  })

  it('of several attributes takes the one that is called class, or asks', async () => {
    const file = (attributes: object) =>
      JSON.stringify({
        a: { filename: 't.png', regions: [{ ...regions[0], region_attributes: attributes }] },
      })
    expect((await read('a.json', file({ colour: 'red', type: 'car' }))).classNames).toEqual(['car'])
    await expect(read('a.json', file({ colour: 'red', age: '3' }))).rejects.toThrow(
      /attributes colour, age.*call the one/,
    )
  })
})

describe('VoTT and Create ML', () => {
  it('VoTT: boxes and polygons with tags, names as in an address', async () => {
    const box = {
      type: 'RECTANGLE',
      tags: ['car'],
      boundingBox: { left: 10, top: 20, width: 40, height: 10 },
      points: [
        { x: 10, y: 20 },
        { x: 50, y: 20 },
        { x: 50, y: 30 },
        { x: 10, y: 30 },
      ],
    }
    const polygon = {
      type: 'POLYGON',
      tags: ['bus'],
      points: [
        { x: 10, y: 10 },
        { x: 40, y: 10 },
        { x: 25, y: 40 },
      ],
    }
    const asset = {
      asset: { name: 'my%20pic.png', size: { width: 200, height: 100 } },
      regions: [box, polygon],
      version: '2.2.0',
    }
    const all = JSON.stringify({
      name: 'x',
      tags: [{ name: 'bus' }, { name: 'car' }],
      assets: { abc: asset },
    })
    for (const text of [all, JSON.stringify(asset)]) {
      const { objects } = await read('a.json', text, 'my pic.png')
      expect(objects.map((each) => [each.className, each.shape])).toEqual([
        ['car', { kind: 'box', x: 10, y: 20, w: 40, h: 10 }],
        ['bus', { kind: 'polygon', points: [10, 10, 40, 10, 25, 40] }],
      ])
    }
    expect((await read('a.json', all, 'my pic.png')).classNames).toEqual(['bus', 'car'])
  })

  it('Create ML: x and y are the middle', async () => {
    const text = JSON.stringify([
      {
        image: 't.png',
        annotations: [
          { label: 'car', coordinates: { x: 30, y: 25, width: 40, height: 10 } },
          { label: 'car', coordinates: { x: 1 } },
        ],
      },
    ])
    const { objects, warnings } = await read('a.json', text)
    expect(objects).toEqual([{ className: 'car', shape: { kind: 'box', x: 10, y: 20, w: 40, h: 10 } }])
    expect(warnings).toEqual([expect.stringMatching(/1 left out \(not well formed\).*annotation 2/)])
  })
})

describe('DOTA', () => {
  it('reads turned boxes in pixels, with or without its head', async () => {
    const line = '40 24 60 40 50 52.5 30 36.5 small-vehicle 1\n10 10 30 10 30 20 10 20 plane 0\n'
    for (const text of [line, `imagesource:GoogleEarth\ngsd:0.146343\n${line}`]) {
      const { objects, warnings } = await read('t.txt', text)
      expect(objects.map(({ className, shape }) => [className, shape.kind])).toEqual([
        ['small-vehicle', 'rotatedBox'],
        ['plane', 'box'],
      ])
      expect(warnings).toEqual([expect.stringMatching(/1 objects are marked as difficult/)])
    }
  })

  it('writes them, and the boxes around everything else', () => {
    const turned = { kind: 'rotatedBox', cx: 60, cy: 50, w: 40, h: 10, angle: 0.5 } as const
    const objects = [
      turned,
      { kind: 'ellipse', cx: 50, cy: 40, w: 20, h: 10, angle: 0 } as const,
      { kind: 'point', x: 1, y: 1 } as const,
    ]
    const report = formatById('dota').write(
      [{ image, objects: objects.map((shape) => ({ class: 0, shape })) }],
      ['small car'],
    )
    expect(report).toMatchObject({ written: 2, dropped: 1, changed: 2 })
    const text = report.files[0]?.text ?? ''
    expect(recognise('t.txt', text).id).toBe('dota')
    const back: unknown[] = []
    recognise('t.txt', text)
      .open({ name: 't.txt', text })
      .read(image, [], (object) => back.push([object.className, rounded(object.shape)]))
    expect(back).toEqual([
      [
        'small-car',
        {
          ...turned,
          cx: expect.closeTo(60, 3),
          cy: expect.closeTo(50, 3),
          w: expect.closeTo(40, 3),
          h: expect.closeTo(10, 3),
          angle: expect.closeTo(0.5, 4),
        },
      ],
      ['small-car', { kind: 'box', x: 40, y: 35, w: 20, h: 10 }],
    ])
  })
})
