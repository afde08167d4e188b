import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bounds } from '../../src/document/records'
import type { Shape } from '../../src/document/records'
import type { LabelFormat, LabelObject, OpenLabels, WriteImage } from '../../src/formats/format'
import { formatById, formats, recognise } from '../../src/formats/formats'
import { readLabels } from '../../src/formats/readLabels.node'
import { namesFromYaml } from '../../src/formats/yolo'
import { scratch } from './projectFixture'
import { anyShape } from './shapeFixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }
const classNames = ['car', 'farm house', 'bus']

function put(name: string, text: string): string {
  const file = path(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
const read = (file: string, names: readonly string[] = classNames, format = 'auto') =>
  readLabels({ files: [file], format, image, classNames: names })

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
  return { report, back: readAll(format.open({ name: 'export', text, namesBeside: classNames }), []) }
}

describe('every format', () => {
  it('writes boxes and scores and reads them again as they were', () => {
    for (const format of formats)
      fc.assert(
        fc.property(objectsOf(box), (objects) => {
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

describe('YOLO', () => {
  it('reads the boxes of the shipped sample where they are', async () => {
    const sample = new URL('../../build/sample/crossroads.txt', import.meta.url).pathname
    const { objects, classNames: names, warnings } = await read(sample, [])
    expect(names).toEqual(['vehicle'])
    expect(objects.length).toBeGreaterThan(5)
    expect(warnings).toEqual([])
  })

  it.each([
    ['0 0.5 abc 0.1 0.1', /line 2.*"abc"/],
    ['0 0.5 0.5 0.1', /line 2.*4 values/],
    ['0 0x10 0.5 0.1 0.1', /line 2.*"0x10"/],
    ['3 0.5 0.5 0.1 0.1', /line 2.*class 3.*car/],
    ['-1 0.5 0.5 0.1 0.1', /line 2.*"-1"/],
    ['0 1.5 0.5 0.1 0.1', /line 2.*5800, 1012\.5 to 6200, 1237\.5.*outside "field\.png" \(4000 × 2250/],
    ['0 0.5 0.5 0.1 -0.1', /line 2.*negative/],
    ['0 0.5 NaN 0.1 0.1', /line 2.*"NaN"/],
  ])('refuses "%s" with the line and the value', async (line, sentence) => {
    await expect(read(put('bad/first.txt', `${line}\n`))).rejects.toThrow(/^first\.txt, line 1/)
    const file = put('bad/field.txt', `0 0.5 0.5 0.1 0.1\n${line}\n`)
    await expect(read(file, classNames, 'yolo')).rejects.toThrow(sentence)
    await expect(read(file, classNames, 'yolo')).rejects.toThrow(/^field\.txt/)
  })

  it('takes class names from classes.txt or data.yaml nearby, else from the project, else numbers them', async () => {
    const line = '2 0.5 0.5 0.01 0.01\r\n'
    expect((await read(put('a/field.txt', line))).objects[0]?.className).toBe('bus')
    expect((await read(put('a/field.txt', line), [])).objects[0]?.className).toBe('class 2')
    put('b/classes.txt', 'x\ny\nz\n')
    const beside = await read(put('b/field.txt', line))
    expect([beside.objects[0]?.className, beside.classNames]).toEqual(['z', ['x', 'y', 'z']])
    put('c/data.yaml', 'train: images\nnames:\n  0: tree\n  1: "farm house"\n  2: pond # small\n')
    expect((await read(put('c/labels/train/field.txt', line))).objects[0]?.className).toBe('pond')
  })

  it('reads every way to write names in data.yaml', () => {
    expect(namesFromYaml('nc: 2\nnames: [\'car\', "bus"]\n')).toEqual(['car', 'bus'])
    expect(namesFromYaml('names:\n- car\n- bus\nnc: 2\n')).toEqual(['car', 'bus'])
    expect(namesFromYaml('names:\n  0: car\n  1: bus')).toEqual(['car', 'bus'])
    expect(namesFromYaml('nc: 2\n')).toBeUndefined()
  })

  it('cuts what reaches a little over the border, and leaves out what has no size, and says so', async () => {
    const file = { name: 'f', text: '0 0.001 0.5 0.0024 0.1\n0 0.5 0.5 0 0.1\n' }
    const report = readAll(formatById('yolo').open(file), classNames)
    expect(report).toMatchObject({ changed: 1, dropped: 1 })
    expect(report.objects[0]?.shape).toMatchObject({ x: 0 })
    expect(report.warnings).toHaveLength(1)
  })

  it('keeps an object at the border whose centre is inside, as crops of a larger picture have them', async () => {
    const found = await read(put('e/field.txt', '0 0.999 0.5 0.01 0.1\n'))
    expect(found.objects[0]?.shape).toMatchObject({ kind: 'box', x: 3976, w: 24 })
  })

  it('takes an empty file for an image without objects', async () => {
    const found = await read(put('d/field.txt', '\n'))
    expect(found.objects).toEqual([])
    expect(found.warnings[0]).toMatch(/no object of "field\.png"/)
  })
})

describe('label files', () => {
  it.each([
    ['Dear Sir or Madam', /told by their content/],
    ['\0\0\u0001binary', /not a text file/],
  ])('refuses what holds no labels (%#)', async (text, sentence) => {
    await expect(read(put('labels.txt', text))).rejects.toThrow(sentence)
  })

  it('refuses a format that does not exist, and a file that does not', async () => {
    const file = put('field.txt', '0 0.5 0.5 0.1 0.1')
    await expect(read(file, classNames, 'pcx')).rejects.toThrow(/no format "pcx"/)
    await expect(read(path('gone.txt'))).rejects.toThrow(/gone\.txt/)
  })

  it('reads a changed file anew', async () => {
    const file = put('again.txt', '0 0.5 0.5 0.1 0.1\n')
    expect((await read(file)).objects).toHaveLength(1)
    put('again.txt', '0 0.5 0.5 0.1 0.1\n1 0.4 0.5 0.1 0.1\n')
    expect((await read(file)).objects).toHaveLength(2)
  })

  it('reads 100,000 boxes of any format', async () => {
    const objects = Array.from({ length: 100_000 }, (_, i) => ({
      class: i % 3,
      shape: { kind: 'box', x: i % 3900, y: (i * 7) % 2200, w: 10, h: 8 } as const,
    }))
    for (const format of formats) {
      const text = format.write([{ image, objects }], classNames).files[0]?.text ?? ''
      expect((await read(put(`many${format.ending}`, text))).objects).toHaveLength(100_000)
    }
  })
})
