import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounds } from '../../../src/records/records'
import type { Shape } from '../../../src/records/records'
import type { LabelFormat, LabelObject, OpenLabels, WriteImage } from '../../../src/formats/format'
import { formatById, formats, recognise } from '../../../src/formats/formats'
import { anyShape } from '../shared/shape.fixture'

const image = { name: 'field.png', width: 4000, height: 2250 }
const classNames = ['car', 'farm house', 'bus']

const coordinate = (limit: number) => fc.double({ min: 0, max: limit, noNaN: true })
const box: fc.Arbitrary<Shape> = fc
  .tuple(
    coordinate(3900),
    coordinate(2200),
    fc.double({ min: 0.5, max: 100, noNaN: true }),
    fc.double({ min: 0.5, max: 50, noNaN: true }),
  )
  .map(([x, y, w, h]) => ({ kind: 'box', x, y, w, h }))
const point: fc.Arbitrary<Shape> = fc
  .tuple(coordinate(3999), coordinate(2249))
  .map(([x, y]) => ({ kind: 'point', x, y }))
/** Around a centre, so that it has an area; five corners, so that it is no box. */
const polygon: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.double({ min: 200, max: 3800, noNaN: true }),
    fc.double({ min: 200, max: 2000, noNaN: true }),
    fc.array(fc.double({ min: 5, max: 150, noNaN: true }), { minLength: 5, maxLength: 9 }),
  )
  .map(([x, y, radii]) => ({
    kind: 'polygon',
    points: radii.flatMap((r, i) => [
      x + r * Math.cos((2 * Math.PI * i) / radii.length),
      y + r * Math.sin((2 * Math.PI * i) / radii.length),
    ]),
  }))

const objectsOf = (shape: fc.Arbitrary<Shape>) =>
  fc.array(
    fc.record({
      class: fc.nat(2),
      shape,
      score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    }),
    { maxLength: 12 },
  )

function expectSame(
  found: readonly LabelObject[],
  wanted: WriteImage['objects'],
  digits: number,
  scores: boolean,
): void {
  expect(found.map((o) => o.className)).toEqual(wanted.map((o) => classNames[o.class]))
  expect(found.map((o) => o.shape.kind)).toEqual(wanted.map((o) => o.shape.kind))
  const numbers = (shape: Shape) =>
    Object.values(shape)
      .flat(2)
      .filter((v): v is number => typeof v === 'number')
  found.forEach((o, i) => {
    const expected = numbers((wanted[i] as WriteImage['objects'][number]).shape)
    numbers(o.shape).forEach((n, k) => expect(n).toBeCloseTo(expected[k] as number, digits))
    if (scores) expect(o.score).toBe(wanted[i]?.score)
  })
}

function readAll(labels: OpenLabels, names: readonly string[]) {
  const objects: LabelObject[] = []
  return { ...labels.read(image, names, (object) => objects.push(object)), objects }
}

function roundTrip(format: LabelFormat, objects: WriteImage['objects']) {
  const other = { image: { name: 'other.png', width: 10, height: 10 }, objects: [] }
  const report = format.write([other, { image, objects }], classNames)
  const file = report.files.find((f) => f.name.startsWith('field')) ?? report.files[0]
  const text = file?.text ?? ''
  if (objects.length) expect(recognise('export', text).id).toBe(format.id)
  return { report, back: readAll(format.open({ name: 'export', text, beside: { names: classNames } }), []) }
}

describe('every format', () => {
  it('writes boxes and scores and reads them again as they were', () => {
    // CVAT has no scores, DOTA no blanks in names either (labels-tools.test.ts), a mask is a picture, and some need a map.
    const others = [
      'csv-geometry',
      'cvat',
      'dota',
      'mask',
      'mask-tiff',
      'mask-instances',
      'geojson-map',
      'gpkg',
      'shp',
    ]
    for (const format of formats.filter(({ id }) => !others.includes(id)))
      fc.assert(
        fc.property(objectsOf(box), (objects) => {
          // A table in which no number is above 1 holds shares of the picture.
          const { x, y, w, h } = bounds((objects[0] ?? { shape: { kind: 'point', x: 0, y: 0 } }).shape)
          fc.pre(format.id !== 'csv' || Math.max(x + w, y + h) > 1)
          const { report, back } = roundTrip(format, objects)
          expect(report).toMatchObject({ written: objects.length, dropped: 0, changed: 0 })
          expectSame(back.objects, objects, 5, format.id !== 'yolo')
        }),
        { numRuns: 60 },
      )
  })

  it.each(['coco', 'geojson'])('%s keeps points and polygons', (id) => {
    fc.assert(
      fc.property(objectsOf(fc.oneof(box, point, polygon)), (objects) => {
        const { report, back } = roundTrip(formatById(id), objects)
        expect(report).toMatchObject({ written: objects.length, dropped: 0, changed: 0 })
        expectSame(back.objects, objects, 6, true)
      }),
      { numRuns: 60 },
    )
  })

  it('YOLO keeps polygons among themselves, makes them boxes beside boxes, and says how many; points it cannot hold', () => {
    fc.assert(
      fc.property(
        objectsOf(polygon).filter((o) => o.length > 0),
        (objects) => {
          const alone = roundTrip(formatById('yolo'), objects)
          expect(alone.report).toMatchObject({ written: objects.length, dropped: 0, changed: 0 })
          expectSame(alone.back.objects, objects, 5, false)
          const mixed = [
            { class: 0, shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 } as const },
            ...objects,
            { class: 1, shape: { kind: 'point', x: 5, y: 5 } as const },
          ]
          const { report, back } = roundTrip(formatById('yolo'), mixed)
          expect(report).toMatchObject({ written: objects.length + 1, dropped: 1, changed: objects.length })
          expect(back.objects.every((o) => o.shape.kind === 'box')).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('GeoJSON keeps shapes of every kind', () => {
    fc.assert(
      fc.property(objectsOf(anyShape(2000)), (objects) => {
        const { report, back } = roundTrip(formatById('geojson'), objects)
        expect(report).toMatchObject({ written: objects.length, dropped: 0, changed: 0 })
        expectSame(back.objects, objects, 6, true)
      }),
      { numRuns: 60 },
    )
  })

  it('COCO keeps rotated boxes and islands, makes ellipses polygons, fills holes, leaves lines out, and counts', () => {
    fc.assert(
      fc.property(objectsOf(anyShape(2000)), (objects) => {
        const { report, back } = roundTrip(formatById('coco'), objects)
        const kept = objects.filter(({ shape }) => shape.kind !== 'polyline')
        const lossy = kept.filter(({ shape: s }) => s.kind === 'ellipse' || (s.kind === 'polygon' && s.rings))
        expect(report).toMatchObject({
          written: kept.length,
          dropped: objects.length - kept.length,
          changed: lossy.length,
        })
        expectSame(
          back.objects.filter((_, i) => !lossy.includes(kept[i] as (typeof kept)[number])),
          kept.filter((o) => !lossy.includes(o)),
          4,
          true,
        )
        back.objects.forEach(({ shape }, i) => {
          const wanted = kept[i]?.shape as Shape
          expect(Math.abs(bounds(shape).w - bounds(wanted).w)).toBeLessThan(0.3)
          if (wanted.kind === 'polygon' && wanted.rings)
            expect(shape).toMatchObject({ rings: [wanted.rings[1]] })
        })
      }),
      { numRuns: 60 },
    )
  })

  it('YOLO writes oriented boxes where there are only boxes, and reads them again', () => {
    const turned = anyShape(2000).filter(({ kind }) => kind === 'rotatedBox')
    fc.assert(
      fc.property(objectsOf(fc.oneof(box, turned)), turned, (objects, one) => {
        const all = [...objects, { class: 0, shape: one, score: undefined }]
        const { report, back } = roundTrip(formatById('yolo'), all)
        expect(report).toMatchObject({ written: all.length, dropped: 0, changed: 0 })
        expectSame(back.objects, all, 3, false)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps a prediction that reaches over the border within the picture where the format needs it', () => {
    const objects = [
      { class: 0, shape: { kind: 'box', x: -10, y: 2200, w: 40, h: 100 } as const, score: 0.5 },
    ]
    const { report, back } = roundTrip(formatById('yolo'), objects)
    expect(report.changed).toBe(1)
    const shape = back.objects[0]?.shape as Extract<Shape, { kind: 'box' }>
    expect([shape.x, shape.y, shape.w, shape.h].map((v) => Math.round(v * 1e4) / 1e4)).toEqual([
      0, 2200, 30, 50,
    ])
  })
})
