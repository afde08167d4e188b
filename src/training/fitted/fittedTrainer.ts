import * as tf from '@tensorflow/tfjs-core'
import { model as layersModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { Random } from '../../base/random'
import type { NamedArrays } from '../../engine/graph/compiler'
import { makeTargets } from '../../heads/targets'
import type { Task } from '../../heads/task'
import type { InputBatch } from '../batches'
import { namedWeights } from '../namedWeights'
import { Trainer } from '../trainer'
import { EncoderAnswer } from './encoderAnswer'
import { fitHead } from './fitHead'
import { KeptCells } from './keptCells'

/** Cells of a tile that are kept beside those of objects, of some four thousand. */
const cellsATile = 192

export interface FittedSetting {
  readonly classes: number
  readonly seed: number
  /** Cost of a missed object against a false alarm. */
  readonly missCost: number
  /** Name of the layer whose output is kept. */
  readonly encoder: string
}

/**
 * A network of a frozen encoder and one linear layer on it: a step keeps what the encoder says of a batch, and at the end
 * of an epoch the layer is fitted anew to all that was kept, which is exact and takes seconds. Everything around is a
 * training as any other: an epoch shows each tile in one more view.
 */
export class FittedTrainer extends Trainer {
  private readonly kept: KeptCells
  private readonly random: Random
  private readonly encoder: EncoderAnswer

  constructor(
    whole: LayersModel,
    task: Task,
    private readonly setting: FittedSetting,
  ) {
    super(whole, task, 'eager')
    this.kept = new KeptCells(setting.seed)
    this.random = new Random(setting.seed).fork(0xf17)
    const outputs = whole.getLayer(setting.encoder).output as SymbolicTensor
    this.encoder = new EncoderAnswer(layersModel({ inputs: whole.inputs, outputs }))
  }

  /** Keeps cells of the batch. Returns the loss of the layer as it is. */
  override step(batch: InputBatch): number {
    const targets = batch.targets ?? makeTargets(this.task.targets, batch.tiles)
    const features = this.featuresOf(batch)
    const { output, loss } = this.judge(features, targets)
    this.keep(features, targets, output)
    features.dispose()
    this.adam.steps++
    return loss
  }

  override rehearse(batch: InputBatch): void {
    this.featuresOf(batch).dispose()
  }

  override dispose(): void {
    this.encoder.dispose()
    super.dispose()
  }

  /** Fits the layer to what was kept; nothing happens before an object has been shown. */
  override endEpoch(): void {
    if (!this.kept.hasObjects) return
    const { arrays, weights } = this
    const values = arrays['values'] as Float32Array
    const named = namedWeights(weights.spec, values)
    fitHead(this.kept.all(), this.setting, (name) => {
      const found = named.get(name)?.values
      if (!found) throw new Error(`the network has no weight ${name}`)
      return found
    })
    this.restore({ ...arrays, values: values.slice(), average: values.slice() }, this.adam.steps)
  }

  private featuresOf({ images, tiles }: InputBatch): tf.Tensor4D {
    const { size } = this.task
    return this.encoder.of(images, [tiles.count, size, size, 3])
  }

  /** Output f32 [cells, classes + 4] of the layers behind the encoder, and the loss. */
  private judge(features: tf.Tensor4D, targets: NamedArrays): { output: Float32Array; loss: number } {
    const { layers } = this.model
    const behind = layers.slice(layers.findIndex(({ name }) => name === this.setting.encoder) + 1)
    const [output, loss] = tf.tidy(() => {
      const output = behind.reduce<tf.Tensor>(
        (x, layer) => layer.apply(x, { training: false }) as tf.Tensor,
        features,
      )
      const named = Object.entries(targets).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data, [...shape]),
      ])
      return [output, this.task.loss(output, Object.fromEntries(named) as tf.NamedTensorMap)] as const
    })
    const result = { output: output.dataSync() as Float32Array, loss: loss.dataSync()[0] as number }
    tf.dispose([output, loss])
    return result
  }

  /**
   * Every centre, and of the other cells some drawn at random, those that the layer takes for an object now more often: each
   * counts for as many as it was drawn from.
   */
  private keep(features: tf.Tensor4D, targets: NamedArrays, output: Float32Array): void {
    const { classes } = this.setting
    const [positive, negative, box, centre] = ['positive', 'negative', 'box', 'centre'].map(
      (name) => targets[name]?.data as Float32Array,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array]
    const chosen: number[] = []
    const shares: number[] = []
    const [, height, width] = features.shape
    const base = cellsATile / (height * width)
    for (let cell = 0; cell < centre.length; cell++) {
      const of = {
        logits: output.subarray(cell * (classes + 4)),
        negative: negative.subarray(cell * classes),
      }
      const likely = centre[cell] === 1 ? 1 : base + mostLikely(of.logits, of.negative, classes)
      if (likely < 1 && this.random.next() >= likely) continue
      chosen.push(cell)
      shares.push(1 / Math.min(1, likely))
    }
    const rows = tf.tidy(() =>
      tf.gather(tf.reshape(features, [-1, features.shape[3]]), tf.tensor1d(chosen, 'int32')),
    )
    const values = rows.dataSync() as Float32Array
    rows.dispose()
    chosen.forEach((cell, i) => {
      const weights = Array.from({ length: classes }, (_, c) => {
        const hit = positive[cell * classes + c] as number
        return hit > 0 ? hit * this.setting.missCost : -(negative[cell * classes + c] as number) * shares[i]!
      })
      const width = values.length / chosen.length
      this.kept.add({
        features: values.slice(i * width, (i + 1) * width),
        weights,
        box: centre[cell] === 1 ? [...box.subarray(cell * 4, cell * 4 + 4)] : undefined,
      })
    })
  }
}

/** The greatest probability of a class that the cell may be told not to be. */
function mostLikely(logits: Float32Array, negative: Float32Array, classes: number): number {
  let most = 0
  for (let c = 0; c < classes; c++)
    if (negative[c]! > 0) most = Math.max(most, 1 / (1 + Math.exp(-logits[c]!)))
  return most
}
