import Flatbush from 'flatbush'
import { shapeArea } from '../document/shapes'
import { areaOf, inMetres, lengthUnits, measureUnit, type PixelSize } from '../geometry/pixelSize'
import { bounds, type Shape } from '../records/records'

/** One object, in `unit` and its square; nothing for what a point or the only one of its class does not have. */
export interface Measured {
  readonly area: number | undefined
  readonly width: number
  readonly height: number
  /** From middle to middle of the nearest other of its class on the image. */
  readonly nearest: number | undefined
}

/** Measures the objects of one class on one image; a pixel may be longer than wide. */
export function measureObjects(shapes: readonly Shape[], size: PixelSize | undefined): Measured[] {
  const unit = measureUnit(size)
  const metres = unit === 'px' ? 1 : lengthUnits[unit]
  const side = size ? inMetres(size) : { x: 1, y: 1 }
  const [sx, sy] = [side.x / metres, side.y / metres]
  const boxes = shapes.map(bounds)
  const centres = boxes.map(({ x, y, w, h }) => [(x + w / 2) * sx, (y + h / 2) * sy] as const)
  const nearest = nearestOthers(centres)
  return shapes.map((shape, i) => {
    const { w, h } = boxes[i] as { w: number; h: number }
    const pixels = shapeArea(shape)
    const flat = shape.kind === 'point' || shape.kind === 'polyline'
    const squared = size ? areaOf(pixels, size) / metres ** 2 : pixels
    return { area: flat ? undefined : squared, width: w * sx, height: h * sy, nearest: nearest[i] }
  })
}

function nearestOthers(centres: readonly (readonly [number, number])[]): (number | undefined)[] {
  if (centres.length < 2) return centres.map(() => undefined)
  const index = new Flatbush(centres.length)
  for (const [x, y] of centres) index.add(x, y, x, y)
  index.finish()
  return centres.map(([x, y], i) => {
    const [other] = index.neighbors(x, y, 1, Infinity, (j) => j !== i)
    const [ox, oy] = centres[other ?? i] as readonly [number, number]
    return Math.hypot(ox - x, oy - y)
  })
}

/** Half of them are at most as large; of an even number the mean of both in the middle. Undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
