import { eachEdge } from './rings'

/** A part of a region between two heights: where its sides are at the top and at the bottom. */
export interface Trapezoid {
  readonly top: number
  readonly bottom: number
  readonly leftTop: number
  readonly rightTop: number
  readonly leftBottom: number
  readonly rightBottom: number
}

interface Edge {
  readonly top: number
  readonly bottom: number
  readonly x: number
  /** Change of x for one step down. */
  readonly slope: number
}

/**
 * A region under the even–odd rule, holes included, cut at the height of each corner: what a GPU can fill. Where edges
 * cross each other between two corners, the crossing is cut off straight.
 */
export function trapezoids(rings: readonly (readonly number[])[]): Trapezoid[] {
  const edges: Edge[] = []
  for (const ring of rings) {
    eachEdge(ring, true, (ax, ay, bx, by) => {
      if (ay === by) return
      const [x, top, bottom] = ay < by ? [ax, ay, by] : [bx, by, ay]
      edges.push({ x, top, bottom, slope: (bx - ax) / (by - ay) })
    })
  }
  edges.sort((a, b) => a.top - b.top)
  const heights = [...new Set(edges.flatMap(({ top, bottom }) => [top, bottom]))].sort((a, b) => a - b)
  const found: Trapezoid[] = []
  let active: Edge[] = []
  let next = 0
  for (let i = 0; i + 1 < heights.length; i++) {
    const [top, bottom] = [heights[i] as number, heights[i + 1] as number]
    active = active.filter((edge) => edge.bottom > top)
    while (next < edges.length && (edges[next] as Edge).top <= top) active.push(edges[next++] as Edge)
    const middle = (top + bottom) / 2
    const at = (edge: Edge, y: number) => edge.x + (y - edge.top) * edge.slope
    active.sort((a, b) => at(a, middle) - at(b, middle))
    for (let k = 0; k + 1 < active.length; k += 2) {
      const [left, right] = [active[k] as Edge, active[k + 1] as Edge]
      found.push({
        top,
        bottom,
        leftTop: at(left, top),
        rightTop: at(right, top),
        leftBottom: at(left, bottom),
        rightBottom: at(right, bottom),
      })
    }
  }
  return found
}
