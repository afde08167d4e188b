import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { between, clamp, fit, frame, pan, toImage, toScreen, zoomAt } from '../../../../renderer/view/camera'

const view = { width: 1280, height: 800, ratio: 1 }
const huge = { width: 100_000, height: 80_000 }
const cameras = fc.record({
  x: fc.double({ min: 0, max: 100_000, noNaN: true }),
  y: fc.double({ min: 0, max: 80_000, noNaN: true }),
  scale: fc.double({ min: 0.005, max: 64, noNaN: true }),
})
const onScreen = fc.record({
  x: fc.double({ min: 0, max: 1280, noNaN: true }),
  y: fc.double({ min: 0, max: 800, noNaN: true }),
})

describe('camera', () => {
  test('screen and image positions are each other’s inverse, to a thousandth of a screen pixel', () => {
    fc.assert(
      fc.property(cameras, onScreen, (camera, at) => {
        const there = toImage(camera, view, at.x, at.y)
        const back = toScreen(camera, view, there.x, there.y)
        expect(Math.hypot(back.x - at.x, back.y - at.y)).toBeLessThan(1e-3)
      }),
    )
  })

  test('zooming keeps the image point under the pointer where it is, on the whole way', () => {
    fc.assert(
      fc.property(
        cameras,
        onScreen,
        fc.double({ min: 0.005, max: 64, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, at, scale, t) => {
          const fixed = toImage(from, view, at.x, at.y)
          const seen = toScreen(between(from, zoomAt(from, view, scale, at), t), view, fixed.x, fixed.y)
          expect(Math.hypot(seen.x - at.x, seen.y - at.y)).toBeLessThan(0.05)
        },
      ),
    )
  })

  test('fit shows the whole image, beside the tools and above the rulers', () => {
    for (const image of [huge, { width: 40, height: 3000 }, { width: 1764, height: 430 }]) {
      const camera = fit(image, view)
      const [low, high] = [toScreen(camera, view, 0, 0), toScreen(camera, view, image.width, image.height)]
      expect(low.x).toBeGreaterThanOrEqual(60 - 1e-6)
      expect(low.y).toBeGreaterThanOrEqual(16 - 1e-6)
      expect(high.x).toBeLessThanOrEqual(view.width - 16 + 1e-6)
      expect(high.y).toBeLessThanOrEqual(view.height - 46 + 1e-6)
    }
  })

  test('the centre never leaves the image and the scale never its limits', () => {
    const lost = clamp({ x: -5000, y: 1e7, scale: 1e-9 }, huge, view)
    expect(lost).toMatchObject({ x: 0, y: 80_000 })
    expect(lost.scale).toBeCloseTo(Math.min(1280 / 100_000, 800 / 80_000) / 2)
    expect(clamp({ x: 0, y: 0, scale: 1e9 }, huge, view).scale).toBe(64)
  })

  test('a drag moves the picture by as much as the hand', () => {
    const camera = { x: 500, y: 500, scale: 4 }
    const before = toScreen(camera, view, 480, 510)
    const after = toScreen(pan(camera, 30, -12), view, 480, 510)
    expect(after).toEqual({ x: before.x + 30, y: before.y - 12 })
  })

  test('a framed object is in the middle, neither a speck nor larger than the view', () => {
    const speck = frame({ x: 70_000, y: 60_000, w: 8, h: 6 }, { x: 0, y: 0, scale: 0.01 }, view)
    expect(speck).toMatchObject({ x: 70_004, y: 60_003 })
    expect(8 * speck.scale).toBeGreaterThan(50)
    const field = frame({ x: 0, y: 0, w: 50_000, h: 100 }, { x: 0, y: 0, scale: 3 }, view)
    expect(50_000 * field.scale).toBeLessThanOrEqual(view.width)
    const fine = { x: 0, y: 0, scale: 2 }
    expect(frame({ x: 10, y: 10, w: 60, h: 60 }, fine, view).scale).toBe(2)
    // Two pixels are not blown up, and who is nearer already stays there.
    const tiny = { x: 10, y: 10, w: 2, h: 2 }
    expect(frame(tiny, fine, view).scale).toBe(8)
    expect(frame(tiny, { ...fine, scale: 12 }, view).scale).toBe(12)
  })
})
