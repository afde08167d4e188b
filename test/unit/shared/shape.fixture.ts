import fc from 'fast-check'
import type { Shape } from '../../../src/records/records'

// Shapes of every kind, drawn at random inside a square image.

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** A ring around a centre, so that it does not cross itself. */
function star(cx: number, cy: number, radii: readonly number[]): number[] {
  return radii.flatMap((r, i) => {
    const turn = (2 * Math.PI * i) / radii.length
    return [cx + r * Math.cos(turn), cy + r * Math.sin(turn)]
  })
}

export function anyShape(size: number): fc.Arbitrary<Shape> {
  const at = number(size * 0.3, size * 0.7)
  const length = number(1, size * 0.2)
  const radii = fc.array(number(size * 0.05, size * 0.2), { minLength: 5, maxLength: 12 })
  const turned = (kind: 'rotatedBox' | 'ellipse') =>
    fc.record({
      kind: fc.constant(kind),
      cx: at,
      cy: at,
      w: length,
      h: length,
      // Never upright: that is a box to a format that knows corners only.
      angle: number(-3, 3).map((angle) => (Math.abs(Math.sin(2 * angle)) < 0.01 ? 0.5 : angle)),
    })
  return fc.oneof<fc.Arbitrary<Shape>[]>(
    fc.record({ kind: fc.constant('box' as const), x: at, y: at, w: length, h: length }),
    fc.record({ kind: fc.constant('point' as const), x: at, y: at }),
    turned('rotatedBox'),
    turned('ellipse'),
    fc.tuple(at, at, radii).map(([x, y, r]) => ({ kind: 'polygon', points: star(x, y, r) })),
    fc.tuple(at, at, radii).map(([x, y, r]) => ({ kind: 'polyline', points: star(x, y, r) })),
    holed(size),
  )
}

/** A polygon with a hole in it and an island beside it. */
export function holed(size: number): fc.Arbitrary<Shape> {
  const radii = fc.array(number(size * 0.05, size * 0.1), { minLength: 5, maxLength: 12 })
  return fc.tuple(number(size * 0.3, size * 0.5), radii).map(([at, r]) => {
    const hole = r.map((each) => each / 2)
    return {
      kind: 'polygon',
      points: star(at, at, r),
      rings: [star(at, at, hole), star(at + size * 0.25, at, r)],
    }
  })
}
