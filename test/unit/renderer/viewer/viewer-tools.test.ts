import { describe, expect, test } from 'vitest'
import { select } from '../../../../renderer/document/selection'
import { boxTool } from '../../../../renderer/tools/box'
import { checkedAreaTool } from '../../../../renderer/tools/checkedArea'
import { dragRect, handleAt, handles, resize } from '../../../../renderer/tools/handles'
import { panTool } from '../../../../renderer/tools/pan'
import { pointTool } from '../../../../renderer/tools/point'
import { polygonTool } from '../../../../renderer/tools/polygon'
import { selectTool } from '../../../../renderer/tools/select'
import type { PointerInput } from '../../../../renderer/tools/tool'
import { toScreen } from '../../../../renderer/view/camera'
import { p, setup } from './tool.fixture'

describe('box', () => {
  test('one drag is one box and one step to undo; it is selected and the tool stays ready', async () => {
    const { drag, shapes, document, host } = await setup(boxTool)
    drag(p(900, 900), p(960, 940))
    drag(p(1100, 1040), p(1000, 1000))
    expect(shapes()).toEqual([
      { kind: 'box', x: 900, y: 900, w: 60, h: 40 },
      { kind: 'box', x: 1000, y: 1000, w: 100, h: 40 },
    ])
    expect(document.selection.objects).toEqual(new Set([[...document.objects.keys()][1]]))
    expect(host.inHand).toBeNull()
    await document.undo()
    expect(shapes()).toHaveLength(1)
  })

  test('two clicks make a box too, Shift a square, and Esc or a slip nothing', async () => {
    const { tool, drag, click, shapes, host } = await setup(boxTool)
    click(p(100, 100))
    tool.move(p(150, 130))
    expect(host.inHand).toMatchObject({ kind: 'shape', shape: { w: 50, h: 30 } })
    click(p(160, 140))
    drag(p(500, 500), p(540, 510, { shift: true }))
    expect(shapes()).toEqual([
      { kind: 'box', x: 100, y: 100, w: 60, h: 40 },
      { kind: 'box', x: 500, y: 500, w: 40, h: 40 },
    ])
    click(p(700, 700))
    expect(tool.cancel()).toBe(true)
    click(p(800, 800))
    click(p(800, 800))
    drag(p(300, 300), p(360, 300))
    expect(shapes()).toHaveLength(2)
  })

  test('a box never leaves the image', async () => {
    const { drag, shapes } = await setup(boxTool)
    drag(p(3950, 2200), p(4300, 2500))
    drag(p(-40, 30), p(20, -90))
    expect(shapes()).toEqual([
      { kind: 'box', x: 3950, y: 2200, w: 50, h: 50 },
      { kind: 'box', x: 0, y: 0, w: 20, h: 30 },
    ])
  })

  test('without any class the box waits for one, and goes when the person wants none', async () => {
    const { drag, shapes, asked, car, host } = await setup(boxTool, null)
    drag(p(0, 0), p(50, 50))
    expect(host.inHand).toMatchObject({ kind: 'shape' })
    await Promise.resolve()
    await new Promise((resolve) => setTimeout(resolve))
    expect(shapes()).toEqual([])
    asked.class = car.id
    drag(p(0, 0), p(50, 50))
    await new Promise((resolve) => setTimeout(resolve))
    expect(shapes()).toHaveLength(1)
    expect(asked.times).toBe(2)
    expect(host.inHand).toBeNull()
  })
})

describe('point, polygon, checked area, pan', () => {
  test('a click is a point, on the image only; a drag is none', async () => {
    const { click, drag, shapes } = await setup(pointTool)
    click(p(12.5, 30))
    click(p(-3, 30))
    drag(p(50, 50), p(90, 90))
    expect(shapes()).toEqual([{ kind: 'point', x: 12.5, y: 30 }])
  })

  test('a polygon closes by Enter, by double click and by its first corner; Backspace takes a corner back', async () => {
    const { tool, click, shapes } = await setup(polygonTool)
    const corners = [p(100, 100), p(200, 100), p(200, 200)]
    for (const corner of corners) click(corner)
    tool.key?.('Enter')
    for (const corner of [...corners, p(100, 200), p(100, 200)]) click(corner)
    tool.doubleClick?.(p(100, 200))
    for (const corner of [...corners, p(900, 900)]) click(corner)
    tool.key?.('Backspace')
    click(p(103, 98))
    expect(shapes().map((shape) => (shape.kind === 'polygon' ? shape.points : null))).toEqual([
      [100, 100, 200, 100, 200, 200],
      [100, 100, 200, 100, 200, 200, 100, 200],
      [100, 100, 200, 100, 200, 200],
    ])
    click(p(1, 1))
    click(p(9, 1))
    expect(tool.key?.('Enter')).toBe(false)
    expect(tool.cancel()).toBe(true)
    expect(tool.key?.('Backspace')).toBe(false)
    expect(shapes()).toHaveLength(3)
  })

  test('a checked area is drawn like a box and can be undone', async () => {
    const { drag, document } = await setup(checkedAreaTool)
    drag(p(10, 10), p(510, 310))
    expect([...document.checked.values()]).toMatchObject([{ rect: { x: 10, y: 10, w: 500, h: 300 } }])
    await document.undo()
    expect(document.checked.size).toBe(0)
  })

  test('the hand holds the same image point', async () => {
    const { tool, viewport } = await setup(panTool)
    const input = (x: number, y: number) =>
      p(viewport.imagePoint({ x, y }).x, viewport.imagePoint({ x, y }).y)
    const held = viewport.imagePoint({ x: 300, y: 300 })
    tool.down(input(300, 300))
    for (const [x, y] of [
      [310, 300],
      [400, 250],
      [520, 410],
    ] as const)
      tool.move(input(x, y))
    const seen = toScreen(viewport.camera, viewport.view, held.x, held.y)
    expect(seen.x).toBeCloseTo(520)
    expect(seen.y).toBeCloseTo(410)
  })
})

describe('select', () => {
  /** A small box on a large one, a point, a triangle and a checked area around them. */
  async function marked() {
    const all = await setup(selectTool)
    const { host, document } = all
    host.add({ kind: 'box', x: 900, y: 900, w: 200, h: 200 })
    host.add({ kind: 'box', x: 950, y: 950, w: 20, h: 20 })
    host.add({ kind: 'point', x: 1300, y: 900 })
    host.add({ kind: 'polygon', points: [1200, 1000, 1300, 1000, 1250, 1100] })
    host.addArea({ x: 700, y: 700, w: 800, h: 600 })
    document.selection = select([])
    const [large, small, point, polygon] = [...document.objects.keys()] as [number, number, number, number]
    const [area] = [...document.checked.keys()] as [number]
    return { ...all, large, small, point, polygon, area }
  }

  test('a click takes the smallest thing there, the border or the tag of a checked area, else nothing', async () => {
    const { click, document, large, small, point, polygon, area } = await marked()
    const after = (where: PointerInput) => {
      click(where)
      return [...document.selection.objects, ...document.selection.areas]
    }
    expect(after(p(960, 960))).toEqual([small])
    expect(after(p(1050, 1050))).toEqual([large])
    expect(after(p(1306, 903))).toEqual([point])
    expect(after(p(1250, 1050))).toEqual([polygon])
    expect(after(p(1205, 1090))).toEqual([])
    expect(after(p(702, 1000))).toEqual([area])
    expect(after(p(720, 690))).toEqual([area])
    expect(after(p(800, 800))).toEqual([])
  })

  test('Shift adds and takes away, a rectangle takes what it touches, Alt what is wholly inside', async () => {
    const { click, drag, document, large, small } = await marked()
    click(p(960, 960))
    click(p(1050, 1050, { shift: true }))
    expect(document.selection.objects).toEqual(new Set([small, large]))
    click(p(960, 960, { shift: true }))
    expect(document.selection.objects).toEqual(new Set([large]))
    drag(p(850, 850), p(1000, 1000))
    expect(document.selection.objects).toEqual(new Set([small, large]))
    drag(p(850, 850, { alt: true }), p(1000, 1000, { alt: true }))
    expect(document.selection.objects).toEqual(new Set([small]))
    expect(document.selection.areas.size).toBe(0)
    drag(p(600, 600), p(1600, 1400))
    expect(document.selection.objects.size).toBe(4)
    expect(document.selection.areas.size).toBe(0)
  })

  test('a drag moves the whole selection in one step and stops at the border of the image', async () => {
    const { drag, click, document, large, small } = await marked()
    click(p(1050, 1050))
    click(p(960, 960, { shift: true }))
    drag(p(1050, 1050), p(1050 + 7, 1050 - 5))
    expect(document.objects.get(small)?.shape).toEqual({ kind: 'box', x: 957, y: 945, w: 20, h: 20 })
    drag(p(1050, 1050), p(-9000, 1050))
    expect(document.objects.get(large)?.shape).toMatchObject({ x: 0, y: 895 })
    expect(document.objects.get(small)?.shape).toMatchObject({ x: 50, y: 945 })
    await document.undo()
    await document.undo()
    expect(document.objects.get(large)?.shape).toMatchObject({ x: 900, y: 900 })
  })

  test('handles resize boxes and areas, a corner of a polygon follows the pointer, Esc leaves all as it was', async () => {
    const { tool, drag, click, document, host, large, polygon, area } = await marked()
    click(p(1050, 1050))
    drag(p(1100, 1100), p(1140, 1180))
    expect(document.objects.get(large)?.shape).toEqual({ kind: 'box', x: 900, y: 900, w: 240, h: 280 })
    drag(p(900, 1000), p(880, 1000))
    expect(document.objects.get(large)?.shape).toMatchObject({ x: 880, w: 260 })
    click(p(1250, 1050))
    drag(p(1250, 1100), p(1250, 1160))
    expect(document.objects.get(polygon)?.shape).toMatchObject({
      points: [1200, 1000, 1300, 1000, 1250, 1160],
    })
    click(p(702, 1200))
    drag(p(1500, 1300), p(1600, 1350))
    expect(document.checked.get(area)?.rect).toEqual({ x: 700, y: 700, w: 900, h: 650 })
    const saved = document.revision
    tool.down(p(1600, 1350))
    tool.move(p(1000, 1000))
    expect(host.inHand?.kind).toBe('reshape')
    expect(tool.cancel()).toBe(true)
    tool.up(p(1000, 1000))
    expect(document.revision).toBe(saved)
    expect(host.inHand).toBeNull()
  })

  test('a click on a detection that is no object yet picks it; below the threshold it is not there', async () => {
    const { click, detections, picked, document, small } = await marked()
    detections.reset({
      xywh: Float32Array.of(800, 800, 30, 30, 948, 948, 24, 24, 1400, 800, 30, 30),
      score: Float32Array.of(0.9, 0.8, 0.4),
      class: Uint8Array.of(0, 0, 0),
    })
    click(p(815, 815))
    click(p(960, 960))
    click(p(1415, 815))
    expect(picked).toEqual([0])
    expect(document.selection.objects.size).toBe(0)
    expect(document.objects.has(small)).toBe(true)
  })
})

describe('handles', () => {
  const rect = { x: 100, y: 100, w: 60, h: 40 }
  const image = { width: 4000, height: 2250 }
  const plain = { keepRatio: false, fromCentre: false }

  test('every handle is found at its place, and the inside of a small box stays free for moving', () => {
    for (const handle of handles) {
      const [x, y] = [130 + handle.x * 30, 120 + handle.y * 20]
      expect(handleAt(rect, x, y, 1)).toEqual(handle)
      expect(resize(rect, handle, { x, y }, { ...plain, image })).toEqual(rect)
    }
    expect(handleAt({ x: 0, y: 0, w: 8, h: 8 }, 4, 4, 1)).toBeNull()
    expect(handleAt(rect, 115, 115, 1)).toBeNull()
    expect(handleAt(rect, 90, 90, 1)).toBeNull()
  })

  test('turns over, keeps its ratio by Shift and its centre by Alt, and stays inside', () => {
    expect(resize(rect, { x: 1, y: 1 }, { x: 80, y: 90 }, { ...plain, image })).toEqual({
      x: 80,
      y: 90,
      w: 20,
      h: 10,
    })
    const even = resize(
      rect,
      { x: 1, y: 1 },
      { x: 220, y: 400 },
      { image, keepRatio: true, fromCentre: false },
    )
    expect(even).toEqual({ x: 100, y: 100, w: 120, h: 80 })
    const centred = resize(
      rect,
      { x: 1, y: 0 },
      { x: 170, y: 0 },
      { image, keepRatio: false, fromCentre: true },
    )
    expect(centred).toEqual({ x: 90, y: 100, w: 80, h: 40 })
    expect(resize(rect, { x: -1, y: -1 }, { x: -50, y: -50 }, { ...plain, image })).toEqual({
      x: 0,
      y: 0,
      w: 160,
      h: 140,
    })
    expect(dragRect({ x: 3990, y: 100 }, { x: 5000, y: 5000 }, image, true)).toEqual({
      x: 3990,
      y: 100,
      w: 10,
      h: 10,
    })
  })
})
