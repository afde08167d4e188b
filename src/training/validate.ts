import { noAugmentation, type Chain } from '../augment/augment'
import { tenCrop, type EvaluationCrop } from '../augment/crops'
import { Random } from '../base/random'
import { probabilities } from '../heads/classes/read'
import { makeBatch } from './batches'
import type { InputReader } from './input'
import { tileKinds } from '../tiles/tiles'
import type { ValidationGround } from '../heads/onGround'
import type { ValidationResult } from '../heads/task'
import type { Trainer } from './trainer'

/** The evaluation is at the threshold. */
export interface Validation extends ValidationResult {
  readonly loss: number
}

interface ValidationSetting {
  /** What the tiles stand for. */
  readonly ground: ValidationGround
  readonly batchSize: number
  /** Awaited between batches; may throw to end it. */
  readonly pause: () => Promise<void>
  readonly crop?: EvaluationCrop | undefined
}

/**
 * What the averaged weights say of the tiles as they are, or of the middle of them where the network sees a crop, judged by
 * the model's task. `crop` 'ten-crop', of a classifier: the mean probabilities of ten crops, and the mean of their losses. `ground` is what
 * they stand for; `pause` is awaited between batches and may throw to end it.
 */
export async function validate(
  trainer: Trainer,
  reader: InputReader,
  tiles: Int32Array,
  { ground, batchSize, pause, crop = 'centre' }: ValidationSetting,
): Promise<Validation> {
  const evaluator = trainer.task.evaluator(ground)
  // Judged class by class, as the loss is.
  const { read = reader.read } = (trainer.task.targets.kind === 'heatmap' && reader.partly) || {}
  const seen = { ...reader, read }
  const views = crop === 'ten-crop' ? tenViews(reader) : [noAugmentation]
  let lossSum = 0
  // Pictures in files are decoded while the batch before them is judged.
  const batchAt = (at: number) => tiles.subarray(at, at + batchSize)
  const fetchAt = (at: number) => (at < tiles.length ? reader.fetch?.(batchAt(at)) : undefined)
  let fetching = fetchAt(0)
  await trainer.withAverage(async () => {
    for (let at = 0; at < tiles.length; at += batchSize) {
      await fetching
      const numbers = batchAt(at)
      // All views are read before the next pictures are fetched.
      const batches = views.map((view) => makeBatch(seen, numbers, view, new Random(0)))
      fetching = fetchAt(at + batchSize)
      // Whoever waits for it hears of it.
      fetching?.catch(() => undefined)
      const looks: { loss: number; output: Float32Array }[] = []
      for (const batch of batches) {
        await pause()
        looks.push(trainer.evaluate(batch))
        if (looks.length === views.length)
          evaluator.add(meanOutput(looks, reader), batch.tiles, drawnAtRandom(reader, numbers))
      }
      lossSum += (looks.reduce((sum, { loss }) => sum + loss, 0) / looks.length) * numbers.length
    }
  })
  return { loss: lossSum / Math.max(1, tiles.length), ...evaluator.evaluate() }
}

function drawnAtRandom({ kind }: InputReader, tiles: Int32Array): boolean[] {
  return Array.from(tiles, (tile) => tileKinds[kind[tile] as number] === 'background')
}

/** Each of the ten crops as a chain that draws nothing. */
function tenViews({ tile, side = tile }: InputReader): Chain[] {
  return tenCrop(tile, side).map((view) => ({ mixes: [], transforms: [() => view] }))
}

/** The logits (f32 [n, classes]) of the mean of the looks' probabilities. */
function meanOutput(
  looks: readonly { readonly output: Float32Array }[],
  { classNames, several }: InputReader,
): Float32Array {
  const [first] = looks as [{ output: Float32Array }]
  if (looks.length === 1) return first.output
  const mean = new Float64Array(first.output.length)
  for (const { output } of looks)
    probabilities(output, classNames.length, several).forEach((p, i) => (mean[i]! += p / looks.length))
  return Float32Array.from(mean, (p) => (several ? Math.log(p / Math.max(0, 1 - p)) : Math.log(p)))
}
