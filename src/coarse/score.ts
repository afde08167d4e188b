import { Random } from '../base/random'
import { containsPoint, type Rect } from '../geometry/rect'
import { regress, type LabelledRow } from '../similar/logistic'
import { coarseCellAt, coarseMiddleOf, coarseRow, type CoarseFeatures } from './features'

/** The middle of a marked object and how far it reaches, in full-size pixels. */
export interface MarkedPoint {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** A picture as it is seen from afar, with what is marked on it. */
export interface SeenPicture {
  readonly features: CoarseFeatures
  readonly objects: readonly MarkedPoint[]
  readonly checked: readonly Rect[]
}

/** Places of checked areas that stand for what is no object, of all pictures together. */
const maxBackground = 1000

/** What a place is judged by. */
export class CoarseScore {
  private constructor(
    /** f64 [channels + 1]: weights of the features as they are, and the bias. */
    private readonly weights: Float64Array,
  ) {}

  /** Learned from the objects that `learns` names, and from the checked ground beside all of them. */
  static learn(
    pictures: readonly SeenPicture[],
    learns: (picture: number, object: number) => boolean,
  ): CoarseScore {
    const rows: LabelledRow[] = []
    const add = ({ features }: SeenPicture, cell: number, wanted: boolean, weight: number) => {
      const found = coarseRow(features, cell)
      if (!found) return
      const row = new Float64Array(features.channels + 1).fill(1)
      row.set(found)
      rows.push({ row, wanted, weight })
    }
    let objects = 0
    for (const [p, picture] of pictures.entries())
      for (const [i, { x, y }] of picture.objects.entries()) {
        if (!learns(p, i)) continue
        objects++
        add(picture, coarseCellAt(picture.features, x, y), true, 1)
      }
    const ground = pictures.flatMap((picture) => backgroundOf(picture).map((cell) => ({ picture, cell })))
    const drawn = new Random(1).shuffle(ground).slice(0, maxBackground)
    for (const { picture, cell } of drawn) add(picture, cell, false, Math.max(1, objects) / drawn.length)
    return new CoarseScore(standardised(rows))
  }

  /** What a place with these features is; log odds. */
  of(features: Float32Array): number {
    const { weights } = this
    let sum = weights[features.length] as number
    for (let c = 0; c < features.length; c++) sum += (weights[c] as number) * (features[c] as number)
    return sum
  }

  /** The highest of some cells, of those that were looked at; log odds. */
  highest(features: CoarseFeatures, cells: readonly number[]): number {
    return cells.reduce((highest, cell) => {
      const row = coarseRow(features, cell)
      return row ? Math.max(highest, this.of(row)) : highest
    }, -Infinity)
  }
}

/** Cells of checked areas that no object reaches. */
function backgroundOf({ features, objects, checked }: SeenPicture): number[] {
  const { width, height, stride } = features
  const near = new Set<number>()
  for (const { x, y, radius } of objects) {
    const reach = Math.ceil(radius / stride) + 1
    const cell = coarseCellAt(features, x, y)
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) near.add(cell + dy * width + dx)
  }
  const cells: number[] = []
  for (let cell = 0; cell < width * height; cell++) {
    const { x, y } = coarseMiddleOf(features, cell)
    if (!near.has(cell) && coarseRow(features, cell) && checked.some((area) => containsPoint(area, x, y)))
      cells.push(cell)
  }
  return cells
}

/** Learns of numbers that vary alike; the weights are for the numbers as they are. */
function standardised(rows: readonly LabelledRow[]): Float64Array {
  const channels = (rows[0]?.row.length ?? 1) - 1
  const [mean, deviation] = [new Float64Array(channels), new Float64Array(channels)]
  for (let c = 0; c < channels; c++) {
    let [sum, squares] = [0, 0]
    for (const { row } of rows) {
      sum += row[c] as number
      squares += (row[c] as number) ** 2
    }
    mean[c] = sum / rows.length
    deviation[c] = Math.sqrt(Math.max(0, squares / rows.length - (sum / rows.length) ** 2)) || 1
  }
  const scaled = rows.map(({ row, ...rest }) => ({
    ...rest,
    row: row.map((value, c) =>
      c < channels ? (value - (mean[c] as number)) / (deviation[c] as number) : value,
    ),
  }))
  const weights = regress(scaled)
  for (let c = 0; c < channels; c++) {
    weights[c] = (weights[c] as number) / (deviation[c] as number)
    weights[channels] = (weights[channels] as number) - (weights[c] as number) * (mean[c] as number)
  }
  return weights
}
