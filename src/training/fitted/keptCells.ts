import { Random } from '../../base/random'

/** What is kept of one cell of a tile. */
export interface CellFeatures {
  /** f32 [channels], as the encoder says it. */
  readonly features: Float32Array
  /** A class: above 0 the weight as its object, below 0 that as none; 0 says nothing. */
  readonly weights: readonly number[]
  /** Log width, log height, x and y of the centre; only where an object's centre lies. */
  readonly box?: readonly number[] | undefined
}

/** Objects' cells and others that are kept: some 120 MB of features. Beyond that each is as likely to stay as any other. */
const most = { objects: 40_000, others: 160_000 } as const

/** Cells of all views that a training has shown so far, drawn evenly from them where there are too many. */
export class KeptCells {
  private readonly objects: CellFeatures[] = []
  private readonly others: CellFeatures[] = []
  private seen = { objects: 0, others: 0 }
  private readonly random: Random

  constructor(seed: number) {
    this.random = new Random(seed).fork(0xce11)
  }

  add(cell: CellFeatures): void {
    const kind = cell.box ? 'objects' : 'others'
    const list = this[kind]
    const at = this.seen[kind]++
    if (list.length < most[kind]) return void list.push(cell)
    // Reservoir sampling (Vitter 1985, algorithm R).
    const place = this.random.below(at + 1)
    if (place < list.length) list[place] = cell
  }

  /** Whether an object has been shown. */
  get hasObjects(): boolean {
    return this.objects.length > 0
  }

  /** All that is kept, those of objects first, each with what it counts for. */
  all(): { readonly cell: CellFeatures; readonly share: number }[] {
    const shared = (kind: 'objects' | 'others') => {
      const share = this.seen[kind] / Math.max(1, this[kind].length)
      return this[kind].map((cell) => ({ cell, share }))
    }
    return [...shared('objects'), ...shared('others')]
  }
}
