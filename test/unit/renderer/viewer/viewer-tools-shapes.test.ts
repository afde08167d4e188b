import { describe, expect, test } from 'vitest'
import { select } from '../../../../renderer/document/selection'
import { brushTool, eraserTool } from '../../../../renderer/tools/brush'
import { ellipseTool } from '../../../../renderer/tools/ellipse'
import { fixedBoxTool } from '../../../../renderer/tools/fixedBox'
import { lassoTool } from '../../../../renderer/tools/lasso'
import { toolOptions } from '../../../../renderer/tools/options.svelte'
import { polygonTool } from '../../../../renderer/tools/polygon'
import { polylineTool } from '../../../../renderer/tools/polyline'
import { rotatedBoxTool } from '../../../../renderer/tools/rotatedBox'
import { splitTool } from '../../../../renderer/tools/split'
import { bounds } from '../../../../src/records/records'
import type { Shape } from '../../../../src/records/records'
import { shapeArea } from '../../../../src/document/shapes'
import { p, setup } from './tool.fixture'

describe('rotated box, ellipse, polyline, box by one click', () => {
  test('a side by a drag and a click for the other side make a turned box; one step to undo', async () => {
    const { drag, tool, click, shapes, document, host } = await setup(rotatedBoxTool)
    drag(p(1000, 1000), p(1030, 1040))
    tool.move(p(1000, 1080))
    expect(host.inHand).toMatchObject({ kind: 'shape', shape: { kind: 'rotatedBox', w: 50 } })
    click(p(1000, 1080))
    const [shape] = shapes() as [Extract<Shape, { kind: 'rotatedBox' }>]
    expect(shape).toMatchObject({ kind: 'rotatedBox', w: 50 })
    expect(shape.h).toBeCloseTo(48)
    expect(Math.tan(shape.angle)).toBeCloseTo(40 / 30)
    expect(host.inHand).toBeNull()
    await document.undo()
    expect(shapes()).toEqual([])
    for (const at of [p(100, 100), p(200, 100), p(150, 130)]) click(at)
    expect(shapes()).toEqual([{ kind: 'rotatedBox', cx: 150, cy: 115, w: 100, h: 30, angle: 0 }])
    click(p(300, 300))
    expect(tool.cancel()).toBe(true)
    expect(tool.cancel()).toBe(false)
  })

  test('an ellipse fills the dragged box, with Shift it is a circle', async () => {
    const { drag, shapes } = await setup(ellipseTool)
    drag(p(100, 100), p(160, 140))
    drag(p(500, 500), p(540, 510, { shift: true }))
    expect(shapes()).toEqual([
      { kind: 'ellipse', cx: 130, cy: 120, w: 60, h: 40, angle: 0 },
      { kind: 'ellipse', cx: 520, cy: 520, w: 40, h: 40, angle: 0 },
    ])
  })

  test('a polyline ends by Enter or a double click and never closes; two points are enough', async () => {
    const { click, tool, shapes } = await setup(polylineTool)
    for (const at of [p(10, 10), p(60, 10), p(60, 60), p(12, 12)]) click(at)
    tool.key?.('Enter')
    click(p(100, 100))
    click(p(200, 100))
    tool.doubleClick?.(p(200, 100))
    expect(shapes()).toEqual([
      { kind: 'polyline', points: [10, 10, 60, 10, 60, 60, 12, 12] },
      { kind: 'polyline', points: [100, 100, 200, 100] },
    ])
  })

  test('one click is a box of the last size of its class, or of the size that is set, inside the image', async () => {
    const { click, host, shapes } = await setup(fixedBoxTool)
    click(p(1000, 1000))
    expect(bounds(shapes()[0] as Shape)).toMatchObject({ w: 48, h: 48 })
    host.add({ kind: 'box', x: 5, y: 5, w: 30, h: 20 })
    click(p(2000, 1000))
    click(p(1, 1))
    toolOptions.boxSize = { w: 10, h: 12 }
    click(p(3999, 1000))
    toolOptions.boxSize = null
    expect(shapes().slice(2)).toEqual([
      { kind: 'box', x: 1985, y: 990, w: 30, h: 20 },
      { kind: 'box', x: 0, y: 0, w: 30, h: 20 },
      { kind: 'box', x: 3990, y: 994, w: 10, h: 12 },
    ])
  })
})

describe('brush, eraser, add, cut and split', () => {
  test('a stroke is an object; one that begins on it or with Shift adds, with Alt cuts, one step each', async () => {
    const { drag, shapes, document } = await setup(brushTool)
    drag(p(1000, 1000), p(1100, 1000))
    const stroke = shapeArea(shapes()[0] as Shape)
    expect(Math.abs(stroke - (100 * 32 + Math.PI * 16 * 16))).toBeLessThan(30)
    drag(p(1050, 1000), p(1050, 1100))
    expect(shapes()).toHaveLength(1)
    expect(shapeArea(shapes()[0] as Shape)).toBeGreaterThan(stroke + 2000)
    drag(p(1300, 1000, { shift: true }), p(1320, 1000, { shift: true }))
    expect(shapes()[0]).toMatchObject({ kind: 'polygon', rings: [expect.anything()] })
    drag(p(1300, 1000, { alt: true }), p(1320, 1000, { alt: true }))
    expect(shapes()[0]).not.toHaveProperty('rings')
    drag(p(500, 500), p(520, 500))
    expect(shapes()).toHaveLength(2)
    for (let i = 0; i < 4; i++) await document.undo()
    expect(shapes()).toHaveLength(1)
    expect(shapeArea(shapes()[0] as Shape)).toBe(stroke)
  })

  test('a brush keeps its size on the screen, or in the image, and ] makes it larger', async () => {
    const { drag, shapes, viewport } = await setup(brushTool)
    viewport.show({ width: 4000, height: 2250 }, { x: 1000, y: 1000, scale: 2 })
    const widthOf = (shape: Shape | undefined) => bounds(shape as Shape).w
    drag(p(1000, 1000), p(1000, 1020))
    toolOptions.brushUnit = 'image'
    drag(p(1200, 1000), p(1200, 1020))
    toolOptions.resize('brush', true)
    drag(p(1300, 1000), p(1300, 1020))
    toolOptions.brushUnit = 'screen'
    toolOptions.brushRadius = 16
    const [screen, image, larger] = shapes().map(widthOf) as [number, number, number]
    expect([Math.round(screen), Math.round(image), Math.round(larger)]).toEqual([16, 32, 38])
  })

  test('the eraser cuts holes, makes boxes polygons, and deletes what nothing is left of', async () => {
    const { drag, click, shapes, host, document } = await setup(eraserTool)
    host.add({ kind: 'box', x: 1000, y: 1000, w: 100, h: 100 })
    host.add({ kind: 'box', x: 2000, y: 1000, w: 10, h: 10 })
    host.add({ kind: 'box', x: 1080, y: 1180, w: 50, h: 50 })
    const [holed, , other] = [...document.objects.keys()] as [number, number, number]
    document.selection = select([])
    click(p(1050, 1050))
    expect(shapes()).toContainEqual(expect.objectContaining({ kind: 'polygon', rings: [expect.anything()] }))
    click(p(2005, 1005))
    expect(shapes()).toHaveLength(2)
    document.selection = select([other])
    drag(p(990, 1100), p(1110, 1190))
    expect(shapeArea(document.objects.get(holed)?.shape as Shape)).toBeGreaterThan(9000)
    expect(shapeArea(document.objects.get(other)?.shape as Shape)).toBeLessThan(2500)
    await document.undo()
    await document.undo()
    await document.undo()
    expect(shapes().map((shape) => shape.kind)).toEqual(['box', 'box', 'box'])
  })

  test('a polygon begun with Shift adds to the selected object, with Alt cuts; without one it says so', async () => {
    const { click, tool, shapes, host, document, warned } = await setup(polygonTool)
    const ring = (keys: object, ...corners: [number, number][]) => {
      corners.forEach(([x, y], i) => click(p(x, y, i === 0 ? keys : {})))
      tool.key?.('Enter')
    }
    ring({ shift: true }, [1, 1], [50, 1], [1, 50])
    expect(warned).toHaveLength(1)
    host.add({ kind: 'box', x: 100, y: 100, w: 100, h: 100 })
    ring({ shift: true }, [150, 100], [300, 100], [300, 200], [150, 200])
    expect(shapes()).toEqual([{ kind: 'box', x: 100, y: 100, w: 200, h: 100 }])
    ring({ alt: true }, [250, 0], [400, 0], [400, 400], [250, 400])
    expect(shapes()).toEqual([{ kind: 'box', x: 100, y: 100, w: 150, h: 100 }])
    await document.undo()
    await document.undo()
    expect(shapes()).toEqual([{ kind: 'box', x: 100, y: 100, w: 100, h: 100 }])
  })

  test('a line splits what it crosses in two, or only what is selected; locked objects stay whole', async () => {
    const { drag, shapes, host, document } = await setup(splitTool)
    host.add({ kind: 'box', x: 100, y: 100, w: 100, h: 60 })
    host.add({ kind: 'box', x: 300, y: 100, w: 100, h: 60 })
    const [first, second] = [...document.objects.keys()] as [number, number]
    const locked = document.objects.get(second)
    if (!locked) throw new Error('the second box is there')
    document.apply({
      label: '',
      changes: [{ table: 'objects', before: locked, after: { ...locked, locked: true } }],
    })
    document.selection = select([first])
    drag(p(50, 130), p(450, 130))
    expect(
      shapes()
        .map(bounds)
        .map(({ y, h }) => [y, h]),
    ).toContainEqual([130, 30])
    expect(shapes()).toHaveLength(3)
    await document.undo()
    expect(shapes()).toHaveLength(2)
    document.selection = select([])
    drag(p(150, 90), p(160, 170))
    expect(shapes()).toHaveLength(3)
    expect(shapes().reduce((sum, shape) => sum + shapeArea(shape), 0)).toBeCloseTo(12_000, 0)
    drag(p(700, 700), p(900, 900))
    expect(shapes()).toHaveLength(3)
  })

  test('the lasso picks detections as well: shown ones, with Alt whole ones, with Shift in addition', async () => {
    const { tool, host, detections, picked } = await setup(lassoTool)
    detections.reset({
      // The third reaches over the ring's border, the last is below the threshold.
      xywh: Float32Array.from(
        [
          [1010, 1010, 20, 20],
          [1060, 1010, 20, 20],
          [1090, 1060, 20, 20],
          [1300, 1300, 20, 20],
          [1040, 1040, 20, 20],
        ].flat(),
      ),
      score: Float32Array.from([0.9, 0.8, 0.7, 0.6, 0.4]),
      class: new Uint8Array(5),
    })
    const around = (x: number, y: number, keys = {}) => {
      tool.down(p(x, y, keys))
      for (const [dx, dy] of [
        [100, 0],
        [100, 100],
        [0, 100],
      ] as const)
        tool.move(p(x + dx, y + dy, keys))
      tool.up(p(x, y, keys))
    }
    around(1000, 1000)
    expect(picked).toEqual([0, 1, 2])
    around(1000, 1000, { alt: true })
    expect(picked).toEqual([0, 1])
    around(1280, 1280, { shift: true })
    expect([...picked].sort()).toEqual([0, 1, 3])
    tool.down(p(1065, 1015))
    tool.up(p(1065, 1015))
    expect(picked).toEqual([1])
    around(500, 500)
    expect(picked).toEqual([])
    expect(host.selection.objects.size).toBe(0)
  })

  test('the lasso takes what it touches, with Alt what lies in it, with Shift in addition', async () => {
    const { tool, host, document } = await setup(lassoTool)
    for (const x of [100, 200, 300]) host.add({ kind: 'box', x, y: 100, w: 40, h: 40 })
    host.add({ kind: 'point', x: 120, y: 400 })
    const [a, b, , point] = [...document.objects.keys()] as [number, number, number, number]
    const around = (keys: object, ...corners: [number, number][]) => {
      const [first, ...rest] = corners.map(([x, y]) => p(x, y, keys))
      tool.down(first as ReturnType<typeof p>)
      for (const at of rest) tool.move(at)
      tool.up(rest.at(-1) as ReturnType<typeof p>)
      return document.selection.objects
    }
    const ring: [number, number][] = [
      [90, 90],
      [220, 90],
      [220, 150],
      [90, 150],
    ]
    expect(around({}, ...ring)).toEqual(new Set([a, b]))
    expect(around({ alt: true }, ...ring)).toEqual(new Set([a]))
    expect(around({ shift: true }, [110, 390], [130, 390], [130, 410], [110, 410])).toEqual(
      new Set([a, point]),
    )
  })
})
