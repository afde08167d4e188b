import { Random } from '../base/random'
import { epochTiles } from './batches'

/** Which tiles make a batch, and where in the training it stands: enough to make it again anywhere. */
export interface BatchPlan {
  readonly numbers: Int32Array
  /** Epochs completed before it, and tiles of its epoch before it: what its augmentation is drawn from. */
  readonly epoch: number
  readonly position: number
}

export interface SequenceOptions {
  readonly seed: number
  /** Tiles a batch, at most: an epoch is cut into batches as equal as can be. */
  readonly batch: number
  /** Absent: every tile once. */
  readonly tilesPerEpoch?: number | undefined
}

/**
 * A dataset as Keras's `Sequence` has it: `length` batches, `item(i)` gives one, `onEpochEnd` shuffles anew. The order hangs on
 * seed and epoch alone, so that a training goes on from any place as if it had never stopped.
 */
export class Sequence {
  private order: Int32Array

  constructor(
    private readonly tiles: Int32Array,
    private readonly options: SequenceOptions,
    private epoch = 0,
  ) {
    this.order = epochTiles(tiles, options, epoch)
  }

  get length(): number {
    return Math.ceil(this.order.length / this.options.batch)
  }

  item(index: number): BatchPlan {
    return this.from(index * this.each)
  }

  onEpochEnd(): void {
    this.epoch++
    this.order = epochTiles(this.tiles, this.options, this.epoch)
  }

  /** Every batch from this place of the epoch on, epoch after epoch without end: what a queue is fed with. */
  *batches(position = 0): Generator<BatchPlan, never> {
    for (let at = position; ; at = 0) {
      for (; at < this.order.length; at += this.each) yield this.from(at)
      this.onEpochEnd()
    }
  }

  private get each(): number {
    return Math.ceil(this.order.length / this.length)
  }

  private from(position: number): BatchPlan {
    return { numbers: this.order.subarray(position, position + this.each), epoch: this.epoch, position }
  }
}

/** The draws of a batch's augmentation: the same whoever makes it, in whatever order. */
export function drawsOf(seed: number, { epoch, position }: Pick<BatchPlan, 'epoch' | 'position'>): Random {
  return new Random(seed).fork(epoch + 1).fork(position)
}
