import Flatbush from 'flatbush'
import { splitNames, type SplitName } from '../tiles/tiles'
import type { DatasetReader } from './dataset'

/** Two tiles of different parts that show the same pixels of the same picture. */
export interface Leak {
  readonly parts: readonly [SplitName, SplitName]
  readonly tiles: readonly [number, number]
  /** Numbers of the pictures in the file's `/sources`. */
  readonly sources: readonly [number, number]
}

/** Side of the cells of the map of who has seen what, in level pixels. */
const cell = 256
/** Of a tile that belongs to no part. */
const none = 255

/**
 * The first place where two parts of a dataset share pixels, or undefined. A tile shows all its pixels but those that are
 * black and ignored at once. `sources` names each picture by what it is: one that stands there twice is the same picture.
 * Only tiles that overlap one of another part are read, and memory does not grow with their number.
 */
export function findLeak(reader: DatasetReader, sources: readonly string[]): Leak | undefined {
  const part = new Uint8Array(reader.length).fill(none)
  for (const [p, name] of splitNames.entries())
    for (const tile of reader.split[name]) {
      const other = splitNames[part[tile] as number]
      const source = reader.origin[tile * 4] as number
      if (other && other !== name)
        return { parts: [other, name], tiles: [tile, tile], sources: [source, source] }
      part[tile] = p
    }
  for (const tiles of tilesByPlace(reader, sources)) {
    const used = tiles.filter((tile) => part[tile] !== none)
    const shared = overlapping(reader, used, part)
    const leak = firstLeak(reader, shared, part)
    if (leak) return leak
  }
  return undefined
}

/** Tile numbers of each picture and level. */
function tilesByPlace(reader: DatasetReader, sources: readonly string[]): Iterable<number[]> {
  const groups = new Map<string, number[]>()
  for (let tile = 0; tile < reader.length; tile++) {
    const [source, level] = reader.origin.subarray(tile * 4, tile * 4 + 2) as unknown as [number, number]
    const key = `${level} ${sources[source] ?? source}`
    const group = groups.get(key)
    if (group) group.push(tile)
    else groups.set(key, [tile])
  }
  return groups.values()
}

/** Those whose frames meet the frame of a tile of another part, from top to bottom. */
function overlapping(reader: DatasetReader, tiles: readonly number[], part: Uint8Array): number[] {
  if (new Set(tiles.map((tile) => part[tile])).size < 2) return []
  const at = (tile: number) => [reader.origin[tile * 4 + 2], reader.origin[tile * 4 + 3]] as [number, number]
  const index = new Flatbush(tiles.length)
  const inner = reader.tile - 1
  for (const tile of tiles) index.add(...at(tile), at(tile)[0] + inner, at(tile)[1] + inner)
  index.finish()
  const meets = (tile: number) => {
    const [x, y] = at(tile)
    let found = false
    index.search(x, y, x + inner, y + inner, (i) => {
      found ||= part[tiles[i] as number] !== part[tile]
      return false
    })
    return found
  }
  return tiles.filter(meets).sort((a, b) => at(a)[1] - at(b)[1])
}

/** Marks pixel by pixel which part and which tile saw it first. */
function firstLeak(reader: DatasetReader, tiles: readonly number[], part: Uint8Array): Leak | undefined {
  const size = reader.tile
  const seen = new Map<string, { bottom: number; tiles: Int32Array }>()
  for (const tile of tiles) {
    const [left, top] = reader.origin.subarray(tile * 4 + 2, tile * 4 + 4) as unknown as [number, number]
    for (const [key, { bottom }] of seen) if (bottom <= top) seen.delete(key)
    const { images, masks } = reader.read([tile])
    for (let y = 0; y < size; y++) {
      const row = Math.floor((top + y) / cell)
      let map: Int32Array | undefined
      for (let x = 0, column = NaN; x < size; x++) {
        const here = Math.floor((left + x) / cell)
        if (here !== column) map = mapAt(seen, (column = here), row)
        const k = y * size + x
        if (isHidden(images, masks, k)) continue
        const pixel = (top + y - row * cell) * cell + left + x - here * cell
        const before = ((map as Int32Array)[pixel] as number) - 1
        if (before < 0) (map as Int32Array)[pixel] = tile + 1
        else if (part[before] !== part[tile])
          return {
            parts: [splitNames[part[before] as number], splitNames[part[tile] as number]] as Leak['parts'],
            tiles: [before, tile],
            sources: [reader.origin[before * 4] as number, reader.origin[tile * 4] as number],
          }
      }
    }
  }
  return undefined
}

function mapAt(seen: Map<string, { bottom: number; tiles: Int32Array }>, column: number, row: number) {
  const key = `${column} ${row}`
  const known = seen.get(key)
  if (known) return known.tiles
  const tiles = new Int32Array(cell * cell)
  seen.set(key, { bottom: (row + 1) * cell, tiles })
  return tiles
}

function isHidden(images: Uint8Array, masks: Uint8Array, k: number): boolean {
  return masks[k] === 255 && images[k * 3] === 0 && images[k * 3 + 1] === 0 && images[k * 3 + 2] === 0
}
