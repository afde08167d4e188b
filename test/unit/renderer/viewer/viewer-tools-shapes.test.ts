import { describe, expect, test, vi } from 'vitest'
import { select } from '../../../../renderer/document/selection'
import { brushTool, eraserTool } from '../../../../renderer/tools/brush'
import { ellipseTool } from '../../../../renderer/tools/ellipse'
import { fixedBoxTool } from '../../../../renderer/tools/fixedBox'
import { lassoTool } from '../../../../renderer/tools/lasso'
import { toolOptions } from '../../../../renderer/tools/options.svelte'
import { polygonTool } from '../../../../renderer/tools/polygon'
import { polylineTool } from '../../../../renderer/tools/polyline'
import { rotatedBoxTool } from '../../../../renderer/tools/rotatedBox'
import { smartBoxTool } from '../../../../renderer/tools/smartBox'
import { splitTool } from '../../../../renderer/tools/split'
import { wandTool } from '../../../../renderer/tools/wand'
import { bounds } from '../../../../src/records/records'
import type { Shape } from '../../../../src/records/records'
import { shapeArea } from '../../../../src/document/shapes'
import { containsPoint, intersect } from '../../../../src/geometry/rect'
import type { Rect } from '../../../../src/geometry/rect'
import { isSliver } from '../../../../src/segmentation/sliver'
import type { RgbaRegion } from '../../../../src/segmentation/pixels'
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

/** A grey picture with a little noise, a red disc of radius 30 and a blue bar of 60 × 24. */
function painted(): (image: unknown, rect: Rect, scale: number) => Promise<RgbaRegion> {
  return (_, rect) => {
    const part = intersect(rect, { x: 0, y: 0, w: 4000, h: 2250 }) as Rect
    const [x0, y0] = [Math.floor(part.x), Math.floor(part.y)]
    const [width, height] = [Math.ceil(part.w), Math.ceil(part.h)]
    const data = new Uint8ClampedArray(width * height * 4)
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++) {
        const [x, y] = [x0 + u + 0.5, y0 + v + 0.5]
        const noise = ((u * 7919 + v * 104729) % 13) - 6
        const disc = Math.hypot(x - 1000, y - 1000) < 30
        const bar = Math.abs(x - 1300) < 30 && Math.abs(y - 1000) < 12
        const color = disc ? [200, 40, 40] : bar ? [40, 60, 200] : [120, 125, 118]
        data.set([...color.map((c) => c + noise), 255], (v * width + u) * 4)
      }
    return Promise.resolve({ data, width, height, x: x0, y: y0, step: 1 })
  }
}

/** The same ground with a dark strip. */
function strip(line: Rect): ReturnType<typeof painted> {
  const ground = painted()
  return async (image, rect, scale) => {
    const pixels = await ground(image, { ...rect, x: rect.x + 2000 }, scale)
    const moved = { ...pixels, x: pixels.x - 2000 }
    for (let v = 0; v < moved.height; v++)
      for (let u = 0; u < moved.width; u++)
        if (containsPoint(line, moved.x + u + 0.5, moved.y + v + 0.5))
          moved.data.set([20, 20, 25, 255], (v * moved.width + u) * 4)
    return moved
  }
}

describe('wand and smart box', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

  test('the wand takes the connected colour under the click, as one polygon', async () => {
    const { click, shapes } = await setup(wandTool, undefined, painted())
    click(p(1000, 1010))
    await settled()
    const [shape] = shapes() as [Shape]
    expect(shape.kind).toBe('polygon')
    expect(Math.abs(shapeArea(shape) - Math.PI * 900)).toBeLessThan(150)
    expect(bounds(shape)).toEqual({ x: 970, y: 970, w: 60, h: 60 })
  })

  test('one click outlines an object of its own size; Alt gives its box; on plain ground it says so', async () => {
    const { click, shapes, warned } = await setup(smartBoxTool, undefined, painted())
    click(p(1003, 996))
    await settled()
    click(p(1300, 1000, { alt: true }))
    await settled()
    const [disc, bar] = shapes() as [Shape, Shape]
    expect(disc.kind).toBe('polygon')
    expect(Math.abs(shapeArea(disc) / (Math.PI * 900) - 1)).toBeLessThan(0.15)
    expect(bar.kind).toBe('box')
    for (const [key, value] of Object.entries({ x: 1270, y: 988, w: 60, h: 24 }))
      expect(Math.abs(bounds(bar)[key as 'x'] - value)).toBeLessThan(5)
    click(p(2500, 1500))
    await settled()
    expect(shapes()).toHaveLength(2)
    expect(warned).toHaveLength(1)
  })

  test('the smart box shows what a click would give while the pointer rests, and takes it away as it goes on', async () => {
    const { tool, host, shapes } = await setup(smartBoxTool, undefined, painted())
    tool.move(p(1003, 996))
    await vi.waitFor(() => expect(host.inHand?.kind).toBe('shape'))
    expect(shapes()).toEqual([])
    tool.move(p(1003.5, 996))
    expect(host.inHand?.kind).toBe('shape')
    tool.move(p(1500, 996))
    expect(host.inHand).toBeNull()
    tool.move(p(1003, 996))
    await vi.waitFor(() => expect(host.inHand?.kind).toBe('shape'))
    tool.leave?.()
    expect(host.inHand).toBeNull()
  })

  test('a rectangle around an object gives what is in it; one around plain ground says that nothing is', async () => {
    const { drag, shapes, warned } = await setup(smartBoxTool, undefined, painted())
    drag(p(1262, 976), p(1338, 1024))
    await settled()
    const [bar] = shapes() as [Shape]
    for (const [key, value] of Object.entries({ x: 1270, y: 988, w: 60, h: 24 }))
      expect(Math.abs(bounds(bar)[key as 'x'] - value)).toBeLessThan(5)
    drag(p(2400, 1400), p(2500, 1500))
    await settled()
    expect(shapes()).toHaveLength(1)
    expect(warned).toHaveLength(1)
  })

  test('Shift adds what is clicked to the object in hand, Ctrl takes it away again', async () => {
    const { click, shapes } = await setup(smartBoxTool, undefined, painted())
    click(p(1003, 996))
    await settled()
    const disc = shapeArea((shapes() as [Shape])[0])
    click(p(1300, 1000, { shift: true }))
    await settled()
    const [both] = shapes() as [Shape]
    expect(shapes()).toHaveLength(1)
    expect(Math.abs(shapeArea(both) - disc - 60 * 24)).toBeLessThan(300)
    click(p(1300, 1000, { ctrl: true }))
    await settled()
    expect(shapes()).toHaveLength(1)
    expect(Math.abs(shapeArea((shapes() as [Shape])[0]) / disc - 1)).toBeLessThan(0.05)
  })

  test('a strip that stands out is refused in a sentence', async () => {
    const line = { x: 900, y: 999, w: 200, h: 3 }
    const { click, shapes, warned } = await setup(smartBoxTool, undefined, strip(line))
    click(p(1000, 1000.5))
    await settled()
    expect(shapes()).toEqual([])
    expect(warned).toHaveLength(1)
    const outline = (w: number, h: number) => ({
      rings: [[0, 0, w, 0, w, h, 0, h]],
      box: { x: 0, y: 0, w, h },
    })
    // A comb has a long border, and is as wide as it is long.
    const teeth = Array.from({ length: 12 }, (_, i) => [i * 4, 0, i * 4 + 2, 0, i * 4 + 2, 40, i * 4 + 4, 40])
    const ragged = { rings: [[...teeth.flat(), 48, 48, 0, 48]], box: { x: 0, y: 0, w: 48, h: 48 } }
    expect([
      isSliver(outline(60, 3)),
      isSliver(outline(60, 12)),
      isSliver(outline(3, 3)),
      isSliver(ragged),
    ]).toEqual([true, false, false, false])
  })

  test('Esc drops an answer that is on its way, and a failure is one sentence', async () => {
    let answer: (pixels: RgbaRegion) => void = () => {}
    const slow = await setup(smartBoxTool, undefined, () => new Promise((resolve) => (answer = resolve)))
    slow.click(p(1000, 1000))
    expect(slow.tool.cancel()).toBe(true)
    answer(await painted()(null, { x: 800, y: 800, w: 400, h: 400 }, 1))
    await settled()
    expect(slow.shapes()).toEqual([])
    const broken = await setup(wandTool, undefined, () => Promise.reject(new Error('The disk is gone.')))
    broken.click(p(1000, 1000))
    await settled()
    expect(broken.warned).toEqual(['The disk is gone.'])
  })
})
