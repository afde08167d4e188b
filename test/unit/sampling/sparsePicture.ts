import { Random } from '../../../src/base/random'
import { labelTile } from '../../../src/dataset/cutTile'
import { tileKinds, type TileBatch, type TilePlan } from '../../../src/tiles/tiles'
import type { DatasetReader } from '../../../src/dataset/dataset'
import type { Shape } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import { planTiles } from '../../../src/sampling/plan'
import { Blocks, IndexedImage } from '../../../src/sampling/scene'

/** A drawn landscape: fields, paths, bushes and, rarely, a house with a roof in two shades. */
export interface Landscape {
  readonly side: number
  /** u8 [side, side, 3] */
  readonly pixels: Uint8Array
  readonly houses: readonly Rect[]
}

export function drawLandscape(side: number, houses: number, seed: number): Landscape {
  const random = new Random(seed)
  const pixels = new Uint8Array(side * side * 3)
  const paint = (x: number, y: number, color: readonly number[]) => {
    if (x < 0 || y < 0 || x >= side || y >= side) return
    const at = (Math.floor(y) * side + Math.floor(x)) * 3
    for (let c = 0; c < 3; c++) pixels[at + c] = (color[c] as number) + random.between(-14, 14)
  }
  drawFields(side, random, paint)
  for (let i = 0; i < (side * side) / 2500; i++)
    drawBush(random.next() * side, random.next() * side, random, paint)
  const cells = random
    .shuffle(Array.from({ length: Math.floor(side / 64) ** 2 }, (_, i) => i))
    .slice(0, houses)
  const rects = cells.map((cell) => {
    const columns = Math.floor(side / 64)
    const [x, y] = [
      (cell % columns) * 64 + 18 + random.below(14),
      Math.floor(cell / columns) * 64 + 18 + random.below(14),
    ]
    return drawHouse(x, y, random, paint)
  })
  return { side, pixels, houses: rects }
}

type Paint = (x: number, y: number, color: readonly number[]) => void

function drawFields(side: number, random: Random, paint: Paint): void {
  const shades = Array.from({ length: 100 }, () => [
    100 + random.below(24),
    112 + random.below(24),
    66 + random.below(14),
  ])
  const field = side / 8
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor((x + y / 4) / field), Math.floor((y + x / 5) / field)]
      const color = shades[(column * 7 + row * 13) % 100] as number[]
      // Paths along the fields are as bright as roofs.
      const onPath = (x + y / 4) % field < 3
      paint(x, y, onPath ? [170, 150, 130] : color)
    }
}

function drawBush(x: number, y: number, random: Random, paint: Paint): void {
  const radius = 2 + random.below(4)
  const color = random.next() < 0.5 ? [154, 104, 84] : [50, 80, 40]
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++)
      if (dx * dx + dy * dy <= radius * radius) paint(x + dx, y + dy, color)
}

function drawHouse(x: number, y: number, random: Random, paint: Paint): Rect {
  const [w, h] = [13 + random.below(2), 13 + random.below(2)]
  const along = random.next() < 0.5
  for (let dy = 0; dy < h; dy++)
    for (let dx = 0; dx < w; dx++)
      paint(x + dx, y + dy, (along ? dx < w / 2 : dy < h / 2) ? [170, 112, 90] : [134, 82, 66])
  return { x, y, w, h }
}

/** The landscape cut as the sampler plans it. */
export function sampled(land: Landscape, tile: number, tiles: number, seed: number): DatasetReader {
  const spec = { tile, level: 0, split: [1, 0, 0] as const, seed, tiles }
  return readerOf(land, tile, planTiles(spec, [sceneOf(land)], 1, new Random(seed)).tiles)
}

/** The same landscape cut into a grid of tiles, with nothing thought of. */
export function cutInGrid(land: Landscape, tile: number): DatasetReader {
  const count = Math.floor(land.side / tile)
  const tiles = Array.from({ length: count * count }, (_, i) => {
    const [x, y] = [(i % count) * tile, Math.floor(i / count) * tile]
    return { image: 0, level: 0, x, y, kind: 'background', split: 'train' } as const
  })
  return readerOf(land, tile, tiles)
}

function sceneOf({ side, houses }: Landscape) {
  return {
    level: 0,
    width: side,
    height: side,
    boxes: Float64Array.from(houses.flatMap((r) => [r.x, r.y, r.w, r.h])),
    classes: houses.map(() => 0),
    checked: [{ x: 0, y: 0, w: side, h: side }],
    rejections: [],
  }
}

function readerOf(land: Landscape, tile: number, tiles: readonly TilePlan[]): DatasetReader {
  const scene = new IndexedImage(sceneOf(land))
  const blocks = new Blocks([{ rect: scene.bounds, split: 'train' }])
  const shapes = land.houses.map((r): Shape => ({ kind: 'box', ...r }))
  const none = new Int32Array(0)
  const read = (numbers: ArrayLike<number>): TileBatch => {
    const images = new Uint8Array(numbers.length * tile * tile * 3)
    const masks = new Uint8Array(numbers.length * tile * tile)
    const offset = new Int32Array(numbers.length + 1)
    const xywh: number[] = []
    Array.from(numbers, (number, i) => {
      const plan = tiles[number] as TilePlan
      const labels = labelTile(plan, tile, { scene, blocks, shapes, scale: 1, visible: 0.5 })
      masks.set(labels.mask, i * tile * tile)
      xywh.push(...labels.xywh)
      offset[i + 1] = xywh.length / 4
      for (let y = 0; y < tile; y++) {
        const from = ((plan.y + y) * land.side + plan.x) * 3
        images.set(land.pixels.subarray(from, from + tile * 3), (i * tile + y) * tile * 3)
      }
    })
    const labels = Uint8Array.from(numbers, (_, i) =>
      Math.sign((offset[i + 1] as number) - (offset[i] as number)),
    )
    return {
      count: numbers.length,
      images,
      masks,
      offset,
      xywh: Float32Array.from(xywh),
      classes: new Uint8Array(xywh.length / 4),
      labels,
    }
  }
  return {
    task: 'detect',
    several: true,
    length: tiles.length,
    tile,
    classNames: ['house'],
    mean: [115, 118, 75],
    std: [30, 28, 25],
    spec: { tile, level: 0, split: [1, 0, 0], seed: 1 },
    split: { train: Int32Array.from(tiles.keys()), val: none, test: none },
    kind: Uint8Array.from(tiles, ({ kind }) => tileKinds.indexOf(kind)),
    origin: Int32Array.from(tiles.flatMap(({ x, y }) => [0, 0, x, y])),
    read,
    labels: read,
    close() {},
  }
}
