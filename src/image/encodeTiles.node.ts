import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { bytesOf } from './byteSource.node'
import type { Limiter } from './limiter'
import type { Samples } from './pixels'
import { sharp } from './sharp.node'
import { applyPredictor } from './tileCodec.node'
import { readTiffPages } from './tiffDirectory.node'

const deflateAsync = promisify(deflate)

/** Below 90, libvips stores YCbCr with halved colour, at a third of the size and no visible loss (measured: 98 to 311 MB). */
const quality = 88
/** Encoded at once, in pixels: libvips holds two rows of tiles, and refuses JPEG in a TIFF above 65,535 pixels a side. */
const widestPart = 2048

/** Rows of a picture, from its left border to its right. */
export interface TileRows {
  readonly data: Samples
  readonly width: number
  readonly height: number
  readonly channels: number
}

/** The tables that every JPEG tile of ours shares. */
export async function jpegTables(side: number): Promise<Uint8Array> {
  const blank = { data: new Uint8Array(side * side * 3), width: side, height: side, channels: 3 }
  return (await tilesByTiff(blank, side, 0, side)).tables
}

/**
 * JPEG tiles, row after row. libvips encodes them in bulk as a TIFF in memory, three times as fast as one call for each; they
 * lack the tables that `jpegTables` gives.
 */
export async function encodeJpegTiles(
  rows: TileRows,
  side: number,
  tables: Uint8Array,
  encoders: Limiter,
): Promise<Uint8Array[][]> {
  const widest = Math.floor(widestPart / side) * side
  const encode = async (left: number) => {
    const width = Math.min(widest, rows.width - left)
    const part = await encoders.run(() => tilesByTiff(rows, side, left, width))
    if (!Buffer.from(part.tables).equals(tables))
      throw new Error('libvips wrote JPEG tiles with other tables')
    return { tiles: part.tiles, columns: Math.ceil(width / side) }
  }
  const starts = Array.from({ length: Math.ceil(rows.width / widest) }, (_, i) => i * widest)
  const parts = await Promise.all(starts.map(encode))
  return Array.from({ length: Math.ceil(rows.height / side) }, (_, row) =>
    parts.flatMap(({ tiles, columns }) => tiles.slice(row * columns, (row + 1) * columns)),
  )
}

/** The tiles of some columns; those at the border are filled up by repeating it. */
async function tilesByTiff(
  { data, width: whole, height, channels }: TileRows,
  side: number,
  left: number,
  width: number,
): Promise<{ tables: Uint8Array; tiles: Uint8Array[] }> {
  const raw = { width: whole, height, channels: channels as 3 }
  let part = sharp(data, { raw, limitInputPixels: false })
  if (width < whole) part = part.extract({ left, top: 0, width, height })
  const missing = (length: number) => (side - (length % side)) % side
  const [right, bottom] = [missing(width), missing(height)]
  if (right + bottom > 0) part = part.extend({ right, bottom, extendWith: 'copy' })
  const buffer = await part
    .tiff({ tile: true, tileWidth: side, tileHeight: side, compression: 'jpeg', quality })
    .toBuffer()
  const [page] = await readTiffPages(bytesOf(buffer), 'tiles')
  if (!page?.jpegTables) throw new Error('libvips wrote no JPEG tables')
  const { offsets, byteCounts } = await page.table()
  const tiles = Array.from(offsets, (at, i) => buffer.subarray(at, at + (byteCounts[i] as number)))
  return { tables: page.jpegTables, tiles }
}

/** Deflated tiles of each channel, row after row, with the horizontal predictor. */
export async function encodeDeepTiles(rows: TileRows, side: number): Promise<Uint8Array[][][]> {
  const { data, width, height, channels } = rows
  const [columns, lines] = [Math.ceil(width / side), Math.ceil(height / side)]
  const planes = Array.from({ length: channels }, () => Array.from({ length: lines }, (): Uint8Array[] => []))
  const jobs: Promise<void>[] = []
  for (let c = 0; c < channels; c++)
    for (let row = 0; row < lines; row++)
      for (let column = 0; column < columns; column++) {
        const tile = data instanceof Uint8Array ? new Uint8Array(side * side) : new Uint16Array(side * side)
        for (let y = 0, to = 0; y < side; y++, to += side) {
          const line = Math.min(row * side + y, height - 1) * width
          const used = Math.min(side, width - column * side)
          let from = (line + column * side) * channels + c
          for (let x = 0; x < used; x++, from += channels) tile[to + x] = data[from]!
          tile.fill(tile[to + used - 1]!, to + used, to + side)
        }
        applyPredictor(tile, side, side, 1)
        const bytes = new Uint8Array(tile.buffer)
        const slot = planes[c]?.[row] as Uint8Array[]
        jobs.push(deflateAsync(bytes, { level: 1 }).then((packed) => void (slot[column] = packed)))
      }
  await Promise.all(jobs)
  return planes
}
