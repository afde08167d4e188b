import { describe, expect, it } from 'vitest'
import type { LabelObject, WriteImage } from '../../../src/formats/format'
import { formatById, recognise } from '../../../src/formats/formats'
import type { Shape } from '../../../src/records/records'

// What goes to other annotation programs comes back, and what they have no place for is said.

const image = { name: 'fields/t.png', width: 200, height: 100 }
const classNames = ['car', 'fish & "chips" <ü>']

function roundTrip(id: string, objects: WriteImage['objects']) {
  const other = { image: { name: 'fields/other.png', width: 10, height: 10 }, objects: [] }
  const report = formatById(id).write([other, { image, objects }], classNames)
  const text = report.files[0]?.text ?? ''
  expect(recognise('export', text).id).toBe(id)
  const back: LabelObject[] = []
  const read = formatById(id)
    .open({ name: 'export', text })
    .read(image, [], (object) => back.push(object))
  return { report, back, read }
}

const near = (shape: Shape | undefined): unknown =>
  JSON.parse(JSON.stringify(shape), (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  )

const box = { kind: 'box', x: 10.25, y: 20, w: 30.5, h: 12 } as const
const turned = { kind: 'rotatedBox', cx: 60, cy: 50, w: 40, h: 10, angle: 0.5 } as const
const ellipse = { kind: 'ellipse', cx: 50, cy: 40, w: 20, h: 10, angle: 0.25 } as const
const point = { kind: 'point', x: 1.5, y: 2 } as const
const line = { kind: 'polyline', points: [1, 2, 3.5, 4, 9, 1] } as const
const polygon = { kind: 'polygon', points: [10, 10, 30, 12, 20, 40.125] } as const
const square = (x: number, side: number) => [x, 10, x + side, 10, x + side, 10 + side, x, 10 + side]
const holed = { kind: 'polygon', points: square(100, 20), rings: [[105, 15, 110, 15, 110, 20]] } as const
const parted = {
  kind: 'polygon',
  points: [100, 60, 120, 62, 110, 80],
  rings: [[150, 60, 170, 62, 160, 80]],
} as const

describe.each([
  ['cvat', [box, turned, ellipse, point, line, polygon], 0],
  ['labelstudio', [box, turned, ellipse, point, polygon], 1],
  ['via', [box, ellipse, point, line, polygon], 0],
] as const)('%s', (id, kept, left) => {
  it('keeps shapes, classes and attributes', () => {
    const attributes = { colour: 'red & "blue"', note: 'a\nb' }
    const objects = kept.map((shape, i) => ({ class: i % 2, shape, ...(i === 1 ? { attributes } : {}) }))
    const { report, back } = roundTrip(id, objects)
    expect(report).toMatchObject({ written: kept.length, dropped: 0, changed: 0, notes: [] })
    expect(back.map(({ className, shape }) => [className, near(shape)])).toEqual(
      kept.map((shape, i) => [classNames[i % 2], near(shape)]),
    )
    expect(back.map((object) => object.attributes)).toEqual(
      kept.map((_, i) => (i === 1 ? attributes : undefined)),
    )
  })

  it('says what holes, parts and lines become', () => {
    const { report, back } = roundTrip(
      id,
      [holed, parted, line].map((shape) => ({ class: 0, shape })),
    )
    expect(report).toMatchObject({ written: 3 - left, dropped: left, changed: 2 })
    expect(report.notes).toEqual([
      expect.stringContaining('the holes of 1 objects were filled'),
      expect.stringContaining('1 objects of several parts became several objects'),
      ...(left ? [expect.stringContaining('1 lines were left out')] : []),
    ])
    expect(back).toHaveLength(3 + 1 - left)
    expect(back[0]?.shape).toEqual({ kind: 'box', x: 100, y: 10, w: 20, h: 20 })
  })
})

it('scores come back from Label Studio and VIA; CVAT has none, which is said', () => {
  const objects = [{ class: 0, shape: box, score: 0.25 }]
  for (const id of ['labelstudio', 'via']) expect(roundTrip(id, objects).back[0]?.score).toBe(0.25)
  expect(roundTrip('cvat', objects).report.notes).toEqual([
    expect.stringContaining('the scores of 1 objects'),
  ])
})

it('holes are said by COCO and LabelMe', () => {
  for (const id of ['coco', 'labelme']) {
    const report = formatById(id).write([{ image, objects: [{ class: 0, shape: holed }] }], classNames)
    expect(report.notes).toEqual([expect.stringContaining('the holes of 1 objects were filled')])
  }
})

it('skeletons of CVAT are boxes with their key points, and what is lost of them is said', () => {
  const points = ['10,20', '30,40', '0,0']
    .map(
      (at, i) =>
        `<points label="${i + 1}" outside="${i === 2 ? 1 : 0}" occluded="${i === 1 ? 1 : 0}" points="${at}"/>`,
    )
    .join('')
  const text = `<annotations><image id="0" name="t.png" width="200" height="100"><skeleton label="cow" z_order="0">${points}</skeleton></image></annotations>`
  const back: LabelObject[] = []
  const { warnings } = formatById('cvat')
    .open({ name: 'a.xml', text })
    .read({ ...image, name: 't.png' }, [], (object) => back.push(object))
  expect(back).toEqual([
    {
      className: 'cow',
      shape: { kind: 'box', x: 10, y: 20, w: 20, h: 20 },
      keyPoints: [
        { x: 10, y: 20, visible: 2, name: '1' },
        { x: 30, y: 40, visible: 1, name: '2' },
        { x: 0, y: 0, visible: 0, name: '3' },
      ],
    },
  ])
  expect(warnings).toEqual([expect.stringMatching(/1 skeletons .*lines between these were left out/)])
})
