import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bounds, type Shape } from '../../../src/records/records'
import { shapeArea } from '../../../src/document/shapes'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }
const classNames = ['car', 'farm house', 'bus']

function put(name: string, text: string): string {
  writeFileSync(path(name), text)
  return path(name)
}
const read = (file: string, names: readonly string[] = classNames, format = 'auto') =>
  readLabels({ files: [file], format, image, classNames: names })

const coco = (annotation: object, more: object = {}) =>
  JSON.stringify({
    images: [
      { id: 7, file_name: 'other.png', width: 10, height: 10 },
      { id: 9, file_name: 'photos\\field.png', width: 4000, height: 2250 },
    ],
    categories: [
      { id: 0, name: 'car' },
      { id: 5, name: 'bus' },
    ],
    annotations: [
      { id: 1, image_id: 7, category_id: 0, bbox: [0, 0, 5, 5] },
      { id: 2, image_id: 9, ...annotation },
    ],
    ...more,
  })

describe('COCO', () => {
  it('finds the image by name, and classes by whatever number they have', async () => {
    const zero = await read(put('zero.json', coco({ category_id: 0, bbox: [1, 2, 3, 4] })), [])
    expect(zero.objects).toEqual([{ className: 'car', shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 } }])
    expect(zero.classNames).toEqual(['car', 'bus'])
    const five = await read(
      put(
        'five.json',
        coco({ category_id: 5, bbox: [1, 2, 3, 4], segmentation: [[1, 2, 4, 2, 4, 6, 1, 6]] }),
      ),
    )
    expect(five.objects).toEqual([{ className: 'bus', shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 } }])
  })

  it('keeps of a mask that cannot be read the box, and unites parts that overlap', async () => {
    const mask = await read(
      put(
        'rle.json',
        coco({ category_id: 0, bbox: [1, 2, 3, 4], segmentation: { counts: 'x', size: [1, 1] } }),
      ),
    )
    expect(mask.objects[0]?.shape.kind).toBe('box')
    expect(mask.warnings).toEqual(['rle.json: 1 changed (a mask that cannot be read, to its box).'])
    const [small, large, over] = [
      [1, 1, 5, 1, 3, 5],
      [10, 10, 90, 10, 90, 90, 10, 90],
      [80, 10, 99, 10, 99, 20, 80, 20],
    ]
    const parts = (...segmentation: unknown[]) =>
      read(put('parts.json', coco({ category_id: 0, segmentation })))
    const apart = await parts(small, large)
    expect(apart.objects[0]?.shape).toEqual({ kind: 'polygon', points: small, rings: [large] })
    const overlapping = await parts(large, over)
    expect(shapeArea(overlapping.objects[0]?.shape as Shape)).toBe(80 * 80 + 9 * 10)
    expect(bounds(overlapping.objects[0]?.shape as Shape)).toEqual({ x: 10, y: 10, w: 89, h: 80 })
    expect([...apart.warnings, ...overlapping.warnings]).toEqual([])
  })

  it.each([
    [coco({ category_id: 4, bbox: [1, 2, 3, 4] }), /annotation 2 \(id 2\): category 4/],
    [coco({ category_id: 0, bbox: [3990, 2, 300, 4] }), /annotation 2.*outside "field\.png"/],
    [coco({ category_id: 0, bbox: [1, 'two', 3, 4] }), /annotation 2.*\[1,"two",3,4\]/],
    [coco({ category_id: 0 }), /annotation 2.*neither a box nor a polygon/],
    [
      coco({ category_id: 0, bbox: [1, 2, 3, 4] }, { images: [{ id: 9, file_name: 'else.png' }] }),
      /no image called "field\.png".*else\.png/,
    ],
    [
      coco(
        { category_id: 0, bbox: [1, 2, 3, 4] },
        { images: [{ id: 9, file_name: 'field.png', width: 100, height: 2250 }] },
      ),
      /100 × 2250/,
    ],
    ['{"images": [],\n"annotations": [\n}', /line 3.*not valid JSON/],
  ])('refuses what is wrong with its place and value (%#)', async (text, sentence) => {
    await expect(read(put('bad.json', text), classNames, 'coco')).rejects.toThrow(sentence)
  })
})

const feature = (geometry: object, properties: object = { classification: { name: 'car' } }) => ({
  type: 'Feature',
  geometry,
  properties,
})
const square = [
  [
    [10, 10],
    [30, 10],
    [30, 20],
    [10, 20],
    [10, 10],
  ],
]

describe('GeoJSON', () => {
  it('reads what QuPath writes: rectangles, ellipses, points, lines, several parts, holes, features without a class', async () => {
    const features = [
      feature({ type: 'Polygon', coordinates: square }),
      feature({
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      }),
      feature({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [9, 0],
            [5, 9],
            [0, 0],
          ],
          [
            [4, 1],
            [5, 1],
            [5, 2],
            [4, 1],
          ],
        ],
      }),
      feature({ type: 'Polygon', coordinates: square }, { objectType: 'annotation' }),
      feature({
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      }),
      feature({ type: 'Polygon', coordinates: square, isEllipse: true }),
    ]
    const found = await read(put('q.geojson', JSON.stringify({ type: 'FeatureCollection', features })))
    expect(found.objects.map((o) => o.shape)).toEqual([
      { kind: 'box', x: 10, y: 10, w: 20, h: 10 },
      { kind: 'point', x: 1, y: 2 },
      { kind: 'point', x: 3, y: 4 },
      { kind: 'polygon', points: [0, 0, 9, 0, 5, 9], rings: [[4, 1, 5, 1, 5, 2]] },
      { kind: 'polyline', points: [0, 0, 1, 1] },
      { kind: 'ellipse', cx: 20, cy: 15, w: 20, h: 10, angle: 0 },
    ])
    expect(found.warnings).toHaveLength(2)
    const list = await read(put('list.geojson', JSON.stringify([features[3]])), ['car'])
    expect(list.objects).toMatchObject([{ className: 'car' }])
  })

  it.each([
    [feature({ type: 'Point', coordinates: [5000, 1] }), /feature 1.*outside/],
    [feature({ type: 'Point', coordinates: [1] }), /feature 1.*\[1\]/],
    [
      feature({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      }),
      /feature 1.*Polygon/,
    ],
  ])('refuses what is wrong with its place and value (%#)', async (one, sentence) => {
    await expect(
      read(put('bad.geojson', JSON.stringify({ type: 'FeatureCollection', features: [one] }))),
    ).rejects.toThrow(sentence)
  })
})
