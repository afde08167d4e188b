// Writes a pyramid of a picture of any size whose tiles are a few photographs again and again: a few megabytes stand for many.
import { writeFileSync } from 'node:fs'
import { encodeJpegTiles, jpegTables } from '../../src/image/building/encodeTiles.node'
import { Limiter } from '../../src/base/limiter'
import { levelCount, levelSize } from '../../src/image/pixels/pixelSource'
import { cut } from '../../src/image/pixels/pixels'
import { sharp } from '../../src/image/reading/sharp.node'
import { tags } from '../../src/image/reading/tiff/tiffTags'
import { bigTiffDirectories, bigTiffHeader, type Entry } from '../../src/image/building/tiffWriter'

const [out, side] = [process.argv[2] as string, Number(process.argv[3])]
const tables = await jpegTables(256)
const width = 256 * 16
const data = await sharp(process.argv[4]).resize(width, width, { fit: 'fill' }).raw().toBuffer()
const picture = { data, width, height: width, channels: 3 }
const parts = Array.from({ length: 256 }, (_, i) =>
  cut(picture, { x: 256 * (i % 16), y: 256 * Math.floor(i / 16), w: 256, h: 256 }),
)
const tiles = await encodeJpegTiles(Buffer.concat(parts), 256, tables, new Limiter(2))
let at = 16
const places = tiles.map((tile) => [(at += tile.length) - tile.length, tile.length] as const)
const number = (tag: number, ...values: number[]): Entry => ({ tag, type: 4, values })
const levels = levelCount(side, side, 256)
const pages = Array.from({ length: levels }, (_, level) => {
  const size = levelSize(side, side, level).width
  const columns = Math.ceil(size / 256)
  const index = (i: number) => (Math.floor(i / columns) % 16) * 16 + ((i % columns) % 16)
  const every = (which: 0 | 1) =>
    Float64Array.from({ length: columns ** 2 }, (_, i) => places[index(i)]![which])
  return [
    number(tags.subfileType, level ? 1 : 0),
    number(tags.width, size),
    number(tags.height, size),
    number(tags.bitsPerSample, 8, 8, 8),
    number(tags.compression, 7),
    number(tags.photometric, 6),
    number(tags.samples, 3),
    number(tags.tileWidth, 256),
    number(tags.tileHeight, 256),
    { tag: tags.tileOffsets, type: 16, values: every(0) },
    { tag: tags.tileByteCounts, type: 4, values: every(1) },
    { tag: tags.jpegTables, type: 7, values: tables },
    number(tags.subsampling, 2, 2),
  ] as Entry[]
})
const start = Math.ceil(at / 8) * 8
writeFileSync(
  out,
  Buffer.concat([bigTiffHeader(start), ...tiles, Buffer.alloc(start - at), bigTiffDirectories(start, pages)]),
)
console.log(JSON.stringify({ levels }))
