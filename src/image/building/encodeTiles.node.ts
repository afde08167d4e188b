import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { bytesOf } from '../reading/byteSource.node'
import type { Limiter } from '../../base/limiter'
import { emptySamples, type Samples } from '../pixels/pixels'
import { sharp } from '../reading/sharp.node'
import { applyPredictor } from '../reading/tiff/sampleForms.node'
import { readTiffPages } from '../reading/tiff/tiffDirectory.node'

const deflateAsync = promisify(deflate)

/** Below 90, libvips stores YCbCr with halved colour, at a third of the size and no visible loss (measured: 98 to 311 MB). */
const quality = 88
/** Tiles that are encoded at once, unless they are higher together than libvips allows in a JPEG TIFF. */
const maxAtOnce = 64
const highest = 65_535
/** Tiles of one channel that wait to be deflated. */
const deflatedAtOnce = 16

/** The tables that every JPEG tile of ours shares. */
export async function jpegTables(side: number): Promise<Uint8Array> {
  return (await tilesByTiff(new Uint8Array(side * side * 3), side)).tables
}

/**
 * JPEGs of RGB tiles that lie one after the other; they lack the tables that `jpegTables` gives. libvips encodes many at once:
 * as the strips of a TIFF in memory that is as wide as a tile, which is a third faster than as tiles of a wide one, and three
 * times as fast as one call for each.
 */
export async function encodeJpegTiles(
  tiles: Uint8Array,
  side: number,
  tables: Uint8Array,
  encoders: Limiter,
): Promise<Uint8Array[]> {
  const each = side * side * 3
  const count = tiles.length / each
  const parts = Math.ceil(count / Math.min(maxAtOnce, Math.floor(highest / side)))
  const encode = async (part: number) => {
    const [from, to] = [part, part + 1].map((i) => Math.round((i * count) / parts) * each)
    const found = await encoders.run(() => tilesByTiff(tiles.subarray(from, to), side))
    if (!Buffer.from(found.tables).equals(tables))
      throw new Error('libvips wrote JPEG tiles with other tables')
    return found.tiles
  }
  return (await Promise.all(Array.from({ length: parts }, (_, part) => encode(part)))).flat()
}

async function tilesByTiff(
  data: Uint8Array,
  side: number,
): Promise<{ tables: Uint8Array; tiles: Uint8Array[] }> {
  const height = data.length / side / 3
  const buffer = await sharp(data, { raw: { width: side, height, channels: 3 }, limitInputPixels: false })
    .tiff({ tile: false, tileHeight: side, compression: 'jpeg', quality })
    .toBuffer()
  const [page] = await readTiffPages(bytesOf(buffer), 'tiles')
  if (!page?.jpegTables || page.segmentHeight !== side) throw new Error('libvips wrote no JPEG tiles')
  const { offsets, byteCounts } = await page.table()
  const tiles = Array.from(offsets, (at, i) => buffer.subarray(at, at + (byteCounts[i] as number)))
  return { tables: page.jpegTables, tiles }
}

/** Deflated tiles of each channel, with the horizontal predictor, of tiles that lie one after the other. */
export async function encodeDeepTiles(
  tiles: Samples,
  side: number,
  channels: number,
): Promise<Uint8Array[][]> {
  const jobs: Promise<Uint8Array>[] = []
  for (let at = 0; at < tiles.length; at += side * side * channels)
    for (let channel = 0; channel < channels; channel++) {
      const tile = emptySamples(tiles, side * side)
      for (let i = 0, from = at + channel; i < tile.length; i++, from += channels) tile[i] = tiles[from]!
      const job = deflateAsync(applyPredictor(tile, side, side), { level: 1 })
      // Awaited in its turn; a failure until then must not count as unhandled.
      job.catch(() => undefined)
      jobs.push(job)
      // What is cut ahead of its encoding takes memory, and time from those who want tiles.
      await jobs[jobs.length - deflatedAtOnce]
    }
  const packed = await Promise.all(jobs)
  return Array.from({ length: channels }, (_, channel) => packed.filter((_, i) => i % channels === channel))
}
