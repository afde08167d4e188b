const step = 0.35

export interface Costs {
  /** f32 [size, size], negative where a pixel belongs inside. */
  readonly cost: Float32Array
  /** f32 [size, size], the price of a border there. */
  readonly weight: Float32Array
  readonly size: number
}

/** The dual variable, f32 [size, size] each. */
interface Flow {
  readonly px: Float32Array
  readonly py: Float32Array
}

/**
 * The region u in [0, 1] that minimises  Σ w |∇u| + Σ cost · u  over a grid: a minimal cut with isotropic length, by
 * convex relaxation (Chan, Esedoglu, Nikolova, "Algorithms for finding global minimizers of image segmentation", 2006)
 * with the primal–dual steps of Chambolle and Pock (2011). `u` is where it starts and is changed in place; above 0.5 is
 * inside.
 */
export function relax(u: Float32Array, costs: Costs, rounds: number): void {
  const flow = { px: new Float32Array(u.length), py: new Float32Array(u.length) }
  const bar = u.slice()
  for (let round = 0; round < rounds; round++) {
    ascend(flow, bar, costs)
    descend(u, bar, flow, costs)
  }
}

function ascend({ px, py }: Flow, bar: Float32Array, { weight, size }: Costs): void {
  for (let y = 0, i = 0; y < size; y++)
    for (let x = 0; x < size; x++, i++) {
      const here = bar[i] as number
      const dx = x + 1 < size ? (bar[i + 1] as number) - here : 0
      const dy = y + 1 < size ? (bar[i + size] as number) - here : 0
      const [gx, gy] = [(px[i] as number) + step * dx, (py[i] as number) + step * dy]
      const length = Math.sqrt(gx * gx + gy * gy)
      const most = weight[i] as number
      const scale = length > most ? most / length : 1
      px[i] = gx * scale
      py[i] = gy * scale
    }
}

function descend(u: Float32Array, bar: Float32Array, { px, py }: Flow, { cost, size }: Costs): void {
  for (let y = 0, i = 0; y < size; y++)
    for (let x = 0; x < size; x++, i++) {
      const left = x > 0 ? (px[i - 1] as number) : 0
      const above = y > 0 ? (py[i - size] as number) : 0
      const divergence = (px[i] as number) - left + (py[i] as number) - above
      const before = u[i] as number
      const next = before + step * (divergence - (cost[i] as number))
      const now = next < 0 ? 0 : next > 1 ? 1 : next
      u[i] = now
      bar[i] = 2 * now - before
    }
}
