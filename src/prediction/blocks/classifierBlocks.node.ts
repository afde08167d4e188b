import type { Classifier } from '../../found/classifier'
import type { Rect } from '../../geometry/rect'
import { levelSize, type PixelSource } from '../../image/pixels/pixelSource'
import { planTileGrid, type OverlappingTiles } from '../tileGrid'
import { blockKey } from './blockKey.node'
import { missingBlock, type BlockStore } from './blockStore'
import type { BlockWork } from './blockWork'

/** Tiles read together: about a window of a megapixel. */
const tilesTogether = 7

export interface ClassifierSearch {
  readonly source: PixelSource
  readonly classifier: Classifier
  /** The level at which tiles are cut. */
  readonly level: number
  /** As in DetectorSearch. */
  readonly identity: string
}

/** A block is a square of tiles. */
export interface ClassifierWork extends BlockWork {
  readonly grid: OverlappingTiles
  readonly groups: readonly TileGroup[]
  readonly classes: number
}

interface TileGroup {
  readonly rect: Rect
  /** Of the tiles in it. */
  readonly numbers: readonly number[]
}

/** Where a block's pixels come from and how they show tiles, u8 [tiles, tile, tile, 3]. */
interface TileReading extends Pick<ClassifierWork, 'grid' | 'groups' | 'key' | 'read'> {
  tilesOf(pixels: Uint8Array, group: TileGroup): Uint8Array
}

export function classifierBlocks(classifier: Classifier, reading: TileReading): ClassifierWork {
  const { grid, groups, key } = reading
  const classes = classifier.classNames.length
  const group = (number: number) => groups[number] as TileGroup
  return {
    ...{ grid, groups, key, classes, count: groups.length, unit: 'tiles' },
    unitsOf: (number) => group(number).numbers.length,
    place: (number) => group(number).rect,
    read: (number, signal) => reading.read(number, signal),
    async compute(pixels, number) {
      const tiles = reading.tilesOf(pixels, group(number))
      const found = await classifier.classify(tiles, group(number).numbers.length)
      return new Uint8Array(found.buffer, found.byteOffset, found.byteLength)
    },
    isSound(bytes, number) {
      if (bytes.length !== group(number).numbers.length * classes * 4) return false
      return floats(bytes).every((value) => value >= 0 && value <= 1)
    },
  }
}

/** All tiles of a level. */
export function classifierWork({ source, classifier, level, identity }: ClassifierSearch): ClassifierWork {
  const { tile, classNames } = classifier
  const size = levelSize(source.width, source.height, level)
  const grid = planTileGrid(size.width, size.height, tile)
  const groups = groupsOf(grid)
  return classifierBlocks(classifier, {
    ...{ grid, groups, key: blockKey('tiles/1', identity, [level, size, tile, classNames]) },
    read: (number, signal) => source.read((groups[number] as TileGroup).rect, level, signal),
    tilesOf(pixels, { rect, numbers }) {
      const tiles = new Uint8Array(numbers.length * tile * tile * 3)
      for (const [i, number] of numbers.entries())
        cutFrom({ pixels, rect }, grid.tiles[number] as Rect, tiles, i * tile * tile * 3)
      return tiles
    },
  })
}

const floats = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer)

/** f32 [tiles, classes]. Throws AppError('search-block') where a block is not there. */
export async function mergeProbabilities(work: ClassifierWork, store: BlockStore): Promise<Float32Array> {
  const { grid, groups, classes } = work
  const probability = new Float32Array(grid.tiles.length * classes)
  for (const [number, { numbers }] of groups.entries()) {
    const bytes = await store.read(number)
    if (!bytes) throw missingBlock(number)
    const found = floats(bytes)
    for (const [i, tile] of numbers.entries())
      probability.set(found.subarray(i * classes, (i + 1) * classes), tile * classes)
  }
  return probability
}

function groupsOf({ columns, rows, tiles }: OverlappingTiles): TileGroup[] {
  const groups: TileGroup[] = []
  for (let top = 0; top < rows.length; top += tilesTogether)
    for (let left = 0; left < columns.length; left += tilesTogether) {
      const numbers: number[] = []
      for (let row = top; row < Math.min(rows.length, top + tilesTogether); row++)
        for (let column = left; column < Math.min(columns.length, left + tilesTogether); column++)
          numbers.push(row * columns.length + column)
      const [first, last] = [tiles[numbers[0] as number] as Rect, tiles[numbers.at(-1) as number] as Rect]
      const rect = { x: first.x, y: first.y, w: last.x + last.w - first.x, h: last.y + last.h - first.y }
      groups.push({ rect, numbers })
    }
  return groups
}

/** Copies a tile out of the group's pixels. */
function cutFrom(
  { pixels, rect }: { readonly pixels: Uint8Array; readonly rect: Rect },
  tile: Rect,
  to: Uint8Array,
  at: number,
): void {
  for (let y = 0; y < tile.h; y++) {
    const from = ((tile.y - rect.y + y) * rect.w + tile.x - rect.x) * 3
    to.set(pixels.subarray(from, from + tile.w * 3), at + y * tile.w * 3)
  }
}
