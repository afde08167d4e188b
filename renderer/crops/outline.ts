import { outline } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'
import type { Shape } from '../../src/records/records'

/** A shape as the path of an SVG that shows `region` in `side` × `side` pixels. */
export function outlineOf(shape: Shape, region: Rect, side: number): string {
  const scale = side / region.w
  const on = (value: number, corner: number) => ((value - corner) * scale).toFixed(1)
  return outline(shape)
    .map((ring) => {
      const points: string[] = []
      for (let i = 0; i + 1 < ring.length; i += 2)
        points.push(`${on(ring[i] as number, region.x)} ${on(ring[i + 1] as number, region.y)}`)
      return `M${points.join('L')}Z`
    })
    .join('')
}
