import { drawView } from '../augment/augment'
import { moveBoxes, renderTile } from '../augment/render'
import { plainView, type Transform } from '../augment/view'
import { Random } from '../base/random'
import type { DatasetReader, TileBatch } from '../dataset/dataset'

/** A batch as the network gets it. */
export interface InputBatch {
  /** f32 [n, size, size, 3], (value − mean) / std */
  readonly images: Float32Array
  /** Masks and boxes of the very same views. */
  readonly tiles: TileBatch
}

/** The order in which an epoch visits the tiles: the same for the same seed and epoch, whatever came before. */
export function epochOrder(tiles: Int32Array, seed: number, epoch: number): Int32Array {
  return new Random(seed).fork(0x5eed).fork(epoch).shuffle(tiles.slice())
}

/** The tiles of an epoch: all of them once, or `stepsPerEpoch` batches of shuffled passes that go on from epoch to epoch. */
export function epochTiles(
  tiles: Int32Array,
  config: { readonly seed: number; readonly batch: number; readonly stepsPerEpoch?: number | undefined },
  epoch: number,
): Int32Array {
  if (config.stepsPerEpoch === undefined) return epochOrder(tiles, config.seed, epoch)
  const order = new Int32Array(config.stepsPerEpoch * config.batch)
  for (let done = 0; done < order.length;) {
    const at = epoch * order.length + done
    const [pass, from] = [Math.floor(at / tiles.length), at % tiles.length]
    const part = epochOrder(tiles, config.seed, pass).subarray(from, from + order.length - done)
    order.set(part, done)
    done += part.length
  }
  return order
}

/** Reads tiles and shows each through a view drawn from `random`; without transforms, as they are. */
export function makeBatch(
  reader: DatasetReader,
  numbers: Int32Array,
  transforms: readonly Transform[],
  random: Random,
): InputBatch {
  const size = reader.tile
  const read = reader.read(numbers)
  const images = new Float32Array(read.count * size * size * 3)
  const masks = new Uint8Array(read.masks.length)
  const xywh = new Float32Array(read.xywh.length)
  for (let i = 0; i < read.count; i++) {
    const view = transforms.length === 0 ? plainView : drawView(transforms, random, size)
    const pixels = [i * size * size, (i + 1) * size * size] as const
    const values = [pixels[0] * 3, pixels[1] * 3] as const
    const tile = { image: read.images.subarray(...values), mask: read.masks.subarray(...pixels), size }
    renderTile(tile, view, reader, { image: images.subarray(...values), mask: masks.subarray(...pixels) })
    const rows = [(read.offset[i] as number) * 4, (read.offset[i + 1] as number) * 4] as const
    xywh.set(moveBoxes(read.xywh.subarray(...rows), view), rows[0])
  }
  return { images, tiles: { ...read, masks, xywh } }
}
