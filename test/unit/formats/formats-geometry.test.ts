import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatById } from '../../../src/formats/formats'
import type { LabelObject } from '../../../src/formats/format'
import type { Shape } from '../../../src/records/shape'

// DeepForest's table of outlines: every shape comes back as it was, but for ellipses.

const image = { name: 'field, north.tif', width: 4000, height: 3000 }
const classNames = ['tree', 'dead "snag", old']
const format = formatById('csv-geometry')

function back(
  objects: readonly { readonly class: number; readonly shape: Shape; readonly score?: number }[],
) {
  const report = format.write([{ image, objects }], classNames)
  const text = report.files[0]?.text ?? ''
  const found: LabelObject[] = []
  format.open({ name: 'annotations.csv', text }).read(image, classNames, (object) => found.push(object))
  return { report, text, found }
}

const at = fc.integer({ min: 1, max: 2000 })
const side = fc.integer({ min: 1, max: 900 })
const box = fc.record({ kind: fc.constant('box' as const), x: at, y: at, w: side, h: side })
const point = fc.record({ kind: fc.constant('point' as const), x: at, y: at })
const holed = fc.tuple(at, at).map(([x, y]): Shape => {
  const ring = (a: number, b: number) => [x + a, y + a, x + b, y + a, x + b, y + b, x + a, y + b]
  return { kind: 'polygon', points: ring(0, 90), rings: [ring(10, 30), ring(40, 60)] }
})

describe('a table of outlines', () => {
  it('keeps boxes, points, holes and scores', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(box, point, holed), { minLength: 1, maxLength: 8 }), (shapes) => {
        const objects = shapes.map((shape, i) => ({ class: i % 2, shape, score: 0.25 }))
        const { report, found } = back(objects)
        expect(report).toMatchObject({ written: shapes.length, dropped: 0, changed: 0 })
        expect(found).toEqual(
          objects.map(({ class: number, shape, score }) => ({ className: classNames[number], shape, score })),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('is DeepForest’s', () => {
    const triangle: Shape = { kind: 'polygon', points: [10, 20, 30, 20, 15.5, 40] }
    expect(back([{ class: 0, shape: triangle }]).text).toBe(
      'image_path,geometry,label\n"field, north.tif","POLYGON ((10 20, 30 20, 15.5 40, 10 20))",tree\n',
    )
  })
})

it('says on one line what is wrong, whatever it quotes', () => {
  const text = 'image_path,geometry,label\n"field, north.tif","POLYGON ((1\n\u001b[2J2\r\n",tree\n'
  const read = () => format.open({ name: 'annotations.csv', text }).read(image, classNames, () => {})
  expect(read).toThrow(
    /^annotations\.csv, line 2: "POLYGON \(\(1 \[2J2" is no geometry such as .*: mend the row\.$/,
  )
})
