import type { Cascade } from './cascade.node'
import { wholeJpeg } from '../reading/jpeg'
import { pendingTile } from '../showing/levelSet.node'
import type { StoredLevel } from '../pixels/picture'
import { choose, interleave } from '../pixels/pixels'
import type { PyramidWriter } from './pyramidWriter.node'
import { decodeSegment, type Layout } from '../reading/tiff/tileCodec.node'
import { compressions, photometrics, planars, sampleFormats } from '../reading/tiff/tiffTags'

/** As much of a level as there is while its pyramid is built: written, or on its way into tiles. */
export function growingLevel(
  building: { writer: PyramidWriter; cascade: Cascade; file: string },
  level: number,
): StoredLevel {
  const { writer, cascade, file } = building
  const { kind, tileSize: side, jpegTables: tables } = writer.plan
  const shared = tables === undefined ? undefined : Buffer.from(tables, 'base64')
  const { width, height } = writer.levels.get(level) as { width: number; height: number }
  const layout: Layout = {
    bits: kind.bits,
    samples: kind.rgb ? 3 : 1,
    planar: planars.chunky,
    compression: kind.rgb ? compressions.jpeg : compressions.deflate,
    photometric: kind.rgb ? photometrics.ycbcr : photometrics.black,
    predictor: kind.rgb ? 1 : kind.bits === 32 ? 3 : 2,
    sampleFormat: kind.bits === 32 ? sampleFormats.real : sampleFormats.whole,
    littleEndian: true,
    fillOrder: 1,
    colorMap: undefined,
    noData: undefined,
    lerc: 0,
    jpegTables: shared,
  }
  return {
    width,
    height,
    tileWidth: side,
    tileHeight: side,
    padded: true,
    jpeg: !kind.rgb
      ? undefined
      : async (column, row) => {
          const bytes = await writer.stored(level, column, row)
          if (!bytes) throw pendingTile(file)
          return wholeJpeg(bytes, shared, photometrics.ycbcr)
        },
    async decode(column, row, channels) {
      const planes = kind.rgb ? [0] : channels
      const stored = await Promise.all(planes.map((plane) => writer.stored(level, column, row, plane)))
      if (stored.every((bytes) => bytes !== undefined)) {
        const tiles = await Promise.all(stored.map((bytes) => decodeSegment(layout, bytes, side, side)))
        return kind.rgb ? (tiles[0] as (typeof tiles)[0]) : interleave(tiles)
      }
      const waiting = cascade.waiting(level, column, row)
      if (!waiting) throw pendingTile(file)
      return kind.rgb ? waiting : choose(waiting, channels)
    },
  }
}
