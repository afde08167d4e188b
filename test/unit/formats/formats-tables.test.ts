import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounds } from '../../../src/records/records'
import type { Shape } from '../../../src/records/records'
import { shapeArea } from '../../../src/document/shapes'
import type { LabelObject, WriteImage } from '../../../src/formats/format'
import { formatById, recognise } from '../../../src/formats/formats'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'
import { anyShape } from '../shared/shape.fixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }
const classNames = ['car', 'R & D "van", <blue>', 'bus']

function read(name: string, text: string, names: readonly string[] = classNames) {
  const file = path(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return readLabels({ files: [file], format: 'auto', image, classNames: names })
}

const objectsOf = (shape: fc.Arbitrary<Shape>) =>
  fc.array(
    fc.record({ class: fc.nat(2), shape, score: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )

/** Writes, tells the format by the text alone, and reads again. */
function roundTrip(id: string, objects: WriteImage['objects']) {
  const report = formatById(id).write([{ image, objects }], classNames)
  const text = report.files[0]?.text ?? ''
  expect(recognise('export', text).id).toBe(id)
  const found: LabelObject[] = []
  const back = formatById(id)
    .open({ name: 'field', text })
    .read(image, [], (object) => found.push(object))
  return { report, back: { ...back, objects: found } }
}

const near = (a: Shape, b: Shape, slack: number) =>
  (['x', 'y', 'w', 'h'] as const).every((key) => Math.abs(bounds(a)[key] - bounds(b)[key]) <= slack)

describe('shapes of every kind, out and in again', () => {
  it.each([
    ['voc', (s: Shape) => s.kind !== 'point', (s: Shape) => s.kind === 'box', 1e-6],
    ['csv', () => true, (s: Shape) => s.kind === 'box' || s.kind === 'point', 1e-6],
    [
      'labelme',
      () => true,
      (s: Shape) =>
        s.kind === 'ellipse' ? s.w === s.h : s.kind !== 'polygon' || !s.rings || s.rings.length === 0,
      0.3,
    ],
  ] as const)('%s says what it kept, changed and left out', (id, isKept, isExact, slack) => {
    fc.assert(
      fc.property(objectsOf(anyShape(2000)), (given) => {
        const objects = given.map(({ score, ...object }) => ({
          ...object,
          ...(score === null ? {} : { score }),
        }))
        const kept = objects.filter(({ shape }) => isKept(shape))
        const { report, back } = roundTrip(id, objects)
        expect(report).toMatchObject({
          written: kept.length,
          dropped: objects.length - kept.length,
          changed: kept.filter(({ shape }) => !isExact(shape)).length,
        })
        expect(back).toMatchObject({ dropped: 0, changed: 0 })
        expect(back.objects.map((o) => o.className)).toEqual(kept.map((o) => classNames[o.class]))
        expect(back.objects.map((o) => o.score)).toEqual(kept.map((o) => o.score))
        kept.forEach(({ shape }, i) => {
          const found = back.objects[i]?.shape as Shape
          expect(near(found, shape, slack)).toBe(true)
          if (isExact(shape)) expect(Math.abs(shapeArea(found) - shapeArea(shape))).toBeLessThan(1e-3)
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('Pascal VOC', () => {
  it('reads what LabelImg writes, parts and all', async () => {
    const text = `<annotation verified="yes">
      <folder>x</folder><filename>field.jpg</filename>
      <size><width>4000</width><height>2250</height><depth>3</depth></size>
      <object><name>car</name><pose>Left</pose>
        <part><name>wheel</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
        <bndbox><xmin>10</xmin><ymin>20</ymin><xmax>40</xmax><ymax>60</ymax></bndbox></object>
      <object><name>bus &amp; tram</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>5</xmax><ymax>9</ymax></bndbox></object>
    </annotation>`
    const found = await read('a/field.xml', text)
    expect(found.objects).toHaveLength(1)
    expect(found.objects[0]).toMatchObject({ className: 'car', shape: { x: 10, y: 20, w: 30, h: 40 } })
    expect(found.warnings).toEqual([
      'field.xml: 1 parts of objects were left out.',
      'field.xml: 1 left out (without any size); the first: field.xml, line 7.',
    ])
  })

  it.each([
    ['<annotation><object><name>car</name></object></annotation>', /line 1.*no <bndbox>/],
    [
      '<annotation>\n<object><name>car</name><bndbox><xmin>a</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>',
      /line 2.*<xmin> is "a"/,
    ],
    ['<annotation><size><width>10</width><height>10</height></size></annotation>', /10 × 10/],
    ['<annotation><filename>other.png</filename></annotation>', /"other\.png"/],
    ['<annotation><object>', /its end is missing/],
  ])('refuses what is wrong with its place and value (%#)', async (text, sentence) => {
    await expect(read('bad.xml', text)).rejects.toThrow(sentence)
  })
})

describe('LabelMe', () => {
  const shape = (type: string, points: unknown, more: object = {}) => ({
    label: 'car',
    shape_type: type,
    points,
    ...more,
  })
  const file = (...shapes: object[]) =>
    JSON.stringify({ version: '5.5.0', shapes, imagePath: 'field.png', imageHeight: 2250, imageWidth: 4000 })

  it('reads every kind of shape that it has', async () => {
    const found = await read(
      'labelme.json',
      file(
        shape('rectangle', [
          [40, 60],
          [10, 20],
        ]),
        shape('circle', [
          [100, 100],
          [103, 104],
        ]),
        shape('linestrip', [
          [0, 0],
          [9, 9],
        ]),
        shape('point', [[7, 8]]),
        shape(
          'polygon',
          [
            [1, 1],
            [5, 1],
            [3, 5],
          ],
          { group_id: 3 },
        ),
        shape(
          'polygon',
          [
            [11, 11],
            [15, 11],
            [13, 15],
          ],
          { group_id: 3 },
        ),
      ),
    )
    expect(found.objects.map((o) => o.shape)).toEqual([
      { kind: 'box', x: 10, y: 20, w: 30, h: 40 },
      { kind: 'ellipse', cx: 100, cy: 100, w: 10, h: 10, angle: 0 },
      { kind: 'polyline', points: [0, 0, 9, 9] },
      { kind: 'point', x: 7, y: 8 },
      { kind: 'polygon', points: [1, 1, 5, 1, 3, 5], rings: [[11, 11, 15, 11, 13, 15]] },
    ])
  })

  it.each([
    [file(shape('polygon', [[1, 1]])), /shape 1.*at least 3 points/],
    [file(shape('cuboid', [[1, 1]])), /shape 1.*"cuboid"/],
    [file({ points: [], shape_type: 'point' }), /shape 1.*no label/],
    [JSON.stringify({ shapes: [], imagePath: 'field.png', imageWidth: 5, imageHeight: 5 }), /5 × 5/],
    [JSON.stringify({ shapes: [], imagePath: '..\\x.png' }), /made for "x\.png", not for "field\.png"/],
  ])('refuses what is wrong with its place and value (%#)', async (text, sentence) => {
    await expect(read('bad.json', text)).rejects.toThrow(sentence)
  })
})

describe('CSV', () => {
  it('reads other separators, names and order of columns, quotes, points, and rows of other images', async () => {
    const boxes = await read(
      'a.csv',
      'Label;xmax;xmin;ymin;ymax;filename\r\n"a;""b""";40;10;20;60;images/field.png\r\nx;1;0;0;1;other.png\r\n;0;0;0;0;field.png\r\n',
    )
    expect(boxes.objects).toEqual([
      { className: 'a;"b"', shape: { kind: 'box', x: 10, y: 20, w: 30, h: 40 } },
    ])
    const points = await read('p.csv', 'x,y\n5,6\n', ['farm'])
    expect(points.objects).toEqual([{ className: 'farm', shape: { kind: 'point', x: 5, y: 6 } }])
  })

  it.each([
    ['image_path,xmin,ymin,xmax,ymax,label\nfield.png,1,2,3,x,car\n', /line 2.*"x"/],
    ['image_path,xmin,ymin,xmax,ymax,label\nfield.png,5,2,3,9,car\n', /line 2.*negative/],
    ['image_path,xmin,ymin,xmax,ymax,label\nfield.png,5,2,9000,9,car\n', /line 2.*outside/],
    ['xmin,ymin,xmax,ymax\n1,2,3,4\n', /line 1: no column names the class.*xmin, ymin, xmax, ymax/],
  ])('refuses what is wrong with its line and value (%#)', async (text, sentence) => {
    await expect(read('bad.csv', text, [])).rejects.toThrow(sentence)
  })
})
