import { drawView, mix, type Chain } from '../augment/augment'
import { moveBoxes, renderTile } from '../augment/render'
import { centreCrop } from '../augment/crops'
import { withEffect } from '../augment/view'
import { Random } from '../base/random'
import type { TileBatch } from '../tiles/tiles'
import type { InputReader } from './input'
import type { TargetArrays } from '../heads/targets'

/** A batch as the network gets it. */
export interface InputBatch {
  /** f32 [n, size, size, 3], (value − mean) / std */
  readonly images: Float32Array
  /** Masks and boxes of the very same views. */
  readonly tiles: TileBatch
  /** What the model's task makes of them, where that is done already. */
  readonly targets?: TargetArrays | undefined
}

/** The order in which an epoch visits the tiles: the same for the same seed and epoch, whatever came before. */
export function epochOrder(tiles: Int32Array, seed: number, epoch: number): Int32Array {
  return new Random(seed).fork(0x5eed).fork(epoch).shuffle(tiles.slice())
}

/** The tiles of an epoch: all of them once, or as many as are wanted, of shuffled passes that go on from epoch to epoch. */
export function epochTiles(
  tiles: Int32Array,
  {
    seed,
    tilesPerEpoch = tiles.length,
  }: { readonly seed: number; readonly tilesPerEpoch?: number | undefined },
  epoch: number,
): Int32Array {
  const order = new Int32Array(tilesPerEpoch)
  for (let done = 0; done < order.length;) {
    const at = epoch * order.length + done
    const [pass, from] = [Math.floor(at / tiles.length), at % tiles.length]
    const part = epochOrder(tiles, seed, pass).subarray(from, from + order.length - done)
    order.set(part, done)
    done += part.length
  }
  return order
}

export interface BatchReader extends Pick<InputReader, 'tile' | 'side' | 'hook' | 'mean' | 'std' | 'read'> {
  /** Gives the array for the images, of which every value is written; without, a new one. */
  memory?(length: number): Float32Array
}

/**
 * Reads tiles, mixes them and shows each through a view drawn from `random`; without transforms, as they are, or the middle of
 * what the network gets. Boxes and masks follow.
 */
export function makeBatch(
  reader: BatchReader,
  numbers: Int32Array,
  { mixes, transforms }: Chain,
  random: Random,
): InputBatch {
  const { tile: size, side = size, hook, memory = (length) => new Float32Array(length) } = reader
  const read = mix(mixes, reader.read(numbers), size, random)
  const images = memory(read.count * side * side * 3)
  const masks = new Uint8Array(read.masks.length > 0 ? read.count * side * side : 0)
  const xywh = new Float32Array(read.xywh.length)
  for (let i = 0; i < read.count; i++) {
    const drawn = transforms.length === 0 ? centreCrop(size, side) : drawView(transforms, random, size)
    const view = hook ? withEffect(drawn, hook) : drawn
    const part = <T extends Uint8Array | Float32Array>(all: T, length: number) =>
      all.subarray(i * length, (i + 1) * length) as T
    const tile = { image: part(read.images, size * size * 3), mask: part(read.masks, size * size), size }
    const canvas = { image: part(images, side * side * 3), mask: part(masks, side * side) }
    renderTile(tile, view, reader, canvas)
    const rows = [(read.offset[i] as number) * 4, (read.offset[i + 1] as number) * 4] as const
    xywh.set(moveBoxes(read.xywh.subarray(...rows), view), rows[0])
  }
  return { images, tiles: { ...read, masks, xywh } }
}
