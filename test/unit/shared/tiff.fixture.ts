import { deflateSync } from 'node:zlib'
import { expect } from 'vitest'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { bigTiffDirectories, bigTiffHeader, type Entry } from '../../../src/image/building/tiffWriter'

export const near = (found: ArrayLike<number>, wanted: readonly number[], tolerance = 6) =>
  wanted.forEach((v, c) => expect(Math.abs((found[c] as number) - v)).toBeLessThanOrEqual(tolerance))

export interface Page {
  readonly entries: readonly Entry[]
  readonly tiles: readonly Uint8Array[]
}

/** A BigTIFF of pages with their tiles; the second hangs below the first where `sub` says so. */
export function tiff(pages: readonly Page[], sub = false): Buffer {
  let at = 16
  const written = pages.map(({ entries, tiles }) => {
    const offsets = tiles.map((tile) => (at += tile.length) - tile.length)
    return [
      ...entries,
      { tag: tags.tileOffsets, type: 16, values: offsets },
      { tag: tags.tileByteCounts, type: 4, values: tiles.map((tile) => tile.length) },
    ] as Entry[]
  })
  const data = Buffer.concat(pages.flatMap(({ tiles }) => tiles))
  const start = Math.ceil(at / 8) * 8
  const [first, ...rest] = written as [Entry[], ...Entry[][]]
  const below = sub ? Buffer.from(bigTiffDirectories(start, rest)) : Buffer.alloc(0)
  const pointer: Entry[] = sub ? [{ tag: tags.subPages, type: 16, values: [start] }] : []
  const top = start + below.length
  const chain = bigTiffDirectories(top, sub ? [[...first, ...pointer]] : written)
  return Buffer.concat([bigTiffHeader(top), data, Buffer.alloc(start - at), below, chain])
}

export const number = (tag: number, value: number | number[]): Entry => ({
  tag,
  type: 4,
  values: Array.isArray(value) ? value : [value],
})
export const layout = (size: number, tile: number, more: readonly Entry[]): Entry[] => [
  number(tags.width, size),
  number(tags.height, size),
  number(tags.tileWidth, tile),
  number(tags.tileHeight, tile),
  ...more,
]

/** 16-bit tiles of a value that grows to the right. */
export function ramp(size: number, tile: number, most: number): Uint8Array[] {
  const tiles: Uint8Array[] = []
  for (let row = 0; row < size / tile; row++)
    for (let column = 0; column < size / tile; column++) {
      const data = new Uint16Array(tile * tile)
      for (let i = 0; i < data.length; i++)
        data[i] = Math.round(((column * tile + (i % tile) + 0.5) / size) * most)
      tiles.push(deflateSync(Buffer.from(data.buffer)))
    }
  return tiles
}
