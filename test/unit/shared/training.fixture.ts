import { Random } from '../../../src/base/random'
import type { TileBatch } from '../../../src/tiles/tiles'
import type { DatasetReader } from '../../../src/dataset/dataset'

/** Tiles of noise on which bright squares lie: a dataset in memory that a small training can learn. */
export function squares({ tiles = 16, tile = 64, seed = 1, val = 4, empty = false } = {}): DatasetReader {
  const random = new Random(seed)
  const all = Array.from({ length: tiles }, () => drawTile(tile, random, empty))
  const numbers = Int32Array.from({ length: tiles }, (_, i) => i)
  const read = (wanted: ArrayLike<number>) =>
    join(
      Array.from(wanted, (n) => all[n] as Drawn),
      tile,
    )
  return {
    task: 'detect',
    several: true,
    length: tiles,
    tile,
    classNames: ['square'],
    mean: [70, 70, 70],
    std: [50, 50, 50],
    spec: { tile, level: 0, split: [0.75, 0.25, 0], seed },
    split: { train: numbers.slice(0, tiles - val), val: numbers.slice(tiles - val), test: new Int32Array(0) },
    kind: new Uint8Array(tiles),
    origin: new Int32Array(tiles * 4),
    read,
    labels: read,
    close() {},
  }
}

interface Drawn {
  readonly image: Uint8Array
  readonly mask: Uint8Array
  readonly boxes: readonly number[]
}

function drawTile(size: number, random: Random, empty: boolean): Drawn {
  const image = Uint8Array.from({ length: size * size * 3 }, () => 40 + random.below(40))
  const mask = new Uint8Array(size * size)
  const boxes: number[] = []
  if (!empty) {
    const side = 10 + random.below(6)
    const [x, y] = [random.below(size - side), random.below(size - side)]
    boxes.push(x, y, side, side)
    for (let row = y; row < y + side; row++) {
      mask.fill(1, row * size + x, row * size + x + side)
      image.fill(230, (row * size + x) * 3, (row * size + x + side) * 3)
    }
  }
  return { image, mask, boxes }
}

function join(tiles: readonly Drawn[], size: number): TileBatch {
  const images = new Uint8Array(tiles.length * size * size * 3)
  const masks = new Uint8Array(tiles.length * size * size)
  const offset = new Int32Array(tiles.length + 1)
  tiles.forEach(({ image, mask, boxes }, i) => {
    images.set(image, i * image.length)
    masks.set(mask, i * mask.length)
    offset[i + 1] = (offset[i] as number) + boxes.length / 4
  })
  const xywh = Float32Array.from(tiles.flatMap(({ boxes }) => boxes))
  const labels = Uint8Array.from(tiles, ({ boxes }) => (boxes.length > 0 ? 1 : 0))
  return {
    count: tiles.length,
    images,
    masks,
    offset,
    xywh,
    classes: new Uint8Array(xywh.length / 4),
    labels,
  }
}
