import { Random } from '../base/random'
import { ignore, type DatasetReader, type TileBatch } from '../dataset/dataset'
import type { Evaluation } from '../evaluation/evaluation'
import { scoreDetections, type Truth } from '../evaluation/match'
import { readOutput } from '../models/readOutput'
import { decodePeaks } from '../prediction/decode'
import { suppress } from '../prediction/merge'
import { takeDetections } from '../prediction/order'
import type { Detections } from '../prediction/prediction'
import { makeBatch } from './batches'
import { steadyThreshold } from './threshold'
import type { Trainer } from './trainer'

export interface Validation {
  readonly loss: number
  readonly evaluation: Evaluation
  /** By `steadyThreshold`; the evaluation is at this one. */
  readonly threshold: number
}

/** Scores below this are not worth ranking. */
const floor = 0.05

/**
 * What the averaged weights find on the tiles as they are, by the `centre` rule. What lies where nobody has checked counts
 * neither way. `objects` is how many different ones the threshold may trust; `pause` is
 * awaited between batches and may throw to end it.
 */
export async function validate(
  trainer: Trainer,
  reader: DatasetReader,
  tiles: Int32Array,
  objects: number,
  batchSize: number,
  stride: number,
  pause: () => Promise<void>,
): Promise<Validation> {
  const classes = reader.classNames.length
  const side = reader.tile / stride
  const images: { truth: Truth; detections: Detections }[] = []
  let lossSum = 0
  await trainer.withAverage(async () => {
    for (let at = 0; at < tiles.length; at += batchSize) {
      const batch = makeBatch(reader, tiles.subarray(at, at + batchSize), [], new Random(0))
      await pause()
      const { loss, output } = trainer.evaluate(batch)
      lossSum += loss * batch.tiles.count
      const raw = readOutput(output, classes, stride)
      for (let i = 0; i < batch.tiles.count; i++) {
        const found = suppress(decodePeaks(raw, i, { width: side, height: side, stride, classes }, floor))
        images.push({
          truth: truthOf(batch.tiles, i, reader.tile),
          detections: checkedOnly(found, batch.tiles, i, reader.tile),
        })
      }
    }
  })
  const threshold = steadyThreshold(images, objects)
  const evaluation = scoreDetections(images, reader.classNames, { kind: 'centre' }, threshold)
  return { loss: lossSum / Math.max(1, tiles.length), evaluation, threshold }
}

/** The objects whose centre lies in tile i. */
function truthOf(batch: TileBatch, i: number, size: number): Truth {
  const rows: number[] = []
  for (let row = batch.offset[i] as number; row < (batch.offset[i + 1] as number); row++) {
    if (pixelAt(batch.xywh, row, size) !== undefined) rows.push(row)
  }
  return {
    xywh: Float32Array.from(rows.flatMap((row) => [...batch.xywh.subarray(row * 4, row * 4 + 4)])),
    class: Uint8Array.from(rows, (row) => batch.classes[row] as number),
  }
}

function checkedOnly(found: Detections, batch: TileBatch, i: number, size: number): Detections {
  const kept: number[] = []
  for (let row = 0; row < found.score.length; row++) {
    const pixel = pixelAt(found.xywh, row, size)
    if (pixel !== undefined && batch.masks[i * size * size + pixel] !== ignore) kept.push(row)
  }
  return takeDetections(found, kept)
}

/** Number of the pixel under box `row`'s centre, or undefined where that lies outside. */
function pixelAt(xywh: Float32Array, row: number, size: number): number | undefined {
  const [x, y, w, h] = xywh.subarray(row * 4, row * 4 + 4) as unknown as [number, number, number, number]
  const [column, line] = [Math.floor(x + w / 2), Math.floor(y + h / 2)]
  return column >= 0 && line >= 0 && column < size && line < size ? line * size + column : undefined
}
