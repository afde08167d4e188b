import { describe, expect, test, vi } from 'vitest'
import { smartBoxTool } from '../../../../renderer/tools/smartBox'
import { wandTool } from '../../../../renderer/tools/wand'
import { bounds } from '../../../../src/records/records'
import type { Shape } from '../../../../src/records/records'
import { shapeArea } from '../../../../src/document/shapes'
import { containsPoint, intersect } from '../../../../src/geometry/rect'
import type { Rect } from '../../../../src/geometry/rect'
import { isSliver } from '../../../../src/segmentation/sliver'
import type { RgbaRegion } from '../../../../src/segmentation/pixels'
import { p, setup } from './tool.fixture'

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
