import { eigen } from './eigen'
import { gain } from './featureMap'
import type { CellGrid } from './contrast'

/** Added to each eigenvalue, in mean eigenvalues: directions that hardly vary are not blown up. */
const ridge = 4

/** Mean and covariance of cells, as they come in. */
export class Moments {
  private count = 0
  private readonly sum: Float64Array
  private readonly products: Float64Array

  constructor(private readonly channels: number) {
    this.sum = new Float64Array(channels)
    this.products = new Float64Array(channels * channels)
  }

  /** Every `step`-th cell of every `step`-th row inside a part of the grid. */
  add({ width, data }: CellGrid, part: { x: number; y: number; w: number; h: number }, step = 2): void {
    for (let y = part.y; y < part.y + part.h; y += step)
      for (let x = part.x; x < part.x + part.w; x += step) {
        const at = (y * width + x) * this.channels
        this.addCell(data.subarray(at, at + this.channels))
      }
  }

  private addCell(cell: Float32Array): void {
    const { channels, sum, products } = this
    this.count++
    for (let i = 0; i < channels; i++) {
      const value = cell[i] as number
      sum[i] = (sum[i] as number) + value
      const row = i * channels
      for (let j = 0; j <= i; j++)
        products[row + j] = (products[row + j] as number) + value * (cell[j] as number)
    }
  }

  /** Principal components of the cells that were added, `kept` of them. */
  whitening(kept: number): Whitening {
    const { channels, count } = this
    const mean = this.sum.map((value) => value / Math.max(1, count))
    const covariance = new Float64Array(channels * channels)
    for (let i = 0; i < channels; i++)
      for (let j = 0; j <= i; j++) {
        const product = (this.products[i * channels + j] as number) / Math.max(1, count)
        const value = product - (mean[i] as number) * (mean[j] as number)
        covariance[i * channels + j] = covariance[j * channels + i] = value
      }
    const { values, vectors } = eigen(covariance, channels)
    const added = (ridge * values.reduce((a, b) => a + b, 0)) / channels
    const axes = new Float32Array(kept * channels)
    for (let k = 0; k < kept; k++) {
      const length = Math.sqrt(Math.max(0, values[k] as number) + added)
      const vector = vectors[k] as Float64Array
      // A picture of one colour has no contrast, and nothing to be told apart by.
      if (length > 0)
        axes.set(
          vector.map((value) => value / length),
          k * channels,
        )
    }
    return { mean: Float32Array.from(mean), axes, kept }
  }
}

export interface Whitening {
  readonly mean: Float32Array
  /** f32 [kept, channels]. */
  readonly axes: Float32Array
  readonly kept: number
}

/** A cell as it is kept (see FeatureMap): `values` f32 [channels] into `out` i8 [kept]. */
export function whiten({ mean, axes, kept }: Whitening, values: Float32Array, out: Int8Array): void {
  const z = new Float64Array(kept)
  let square = 0
  for (let k = 0; k < kept; k++) {
    let sum = 0
    for (let c = 0, at = k * mean.length; c < mean.length; c++)
      sum += ((values[c] as number) - (mean[c] as number)) * (axes[at + c] as number)
    z[k] = sum
    square += sum * sum
  }
  const factor = square > 0 ? gain / Math.sqrt(Math.sqrt(square)) : 0
  for (let k = 0; k < kept; k++) out[k] = Math.max(-127, Math.min(127, Math.round((z[k] as number) * factor)))
}
