import { AppError } from '../../base/errors'
import { secondsLeft, type JobContext } from '../../base/job'
import { says } from '../../messages/says/says'
import { splitNames } from '../../tiles/tiles'
import { ChannelStatistics } from '../channelStatistics'
import type { ForeignFile, ForeignPart } from './foreignFile.node'
import { readPictures, storedPictures, storedStatistics } from './foreignPictures.node'
import { scaleNamed, scaleOf, type PixelScale, type ValueRange } from '../../tiles/pixelScale'

/** Pictures of an HDF5 that are looked at, evenly spread: all of them could take minutes. */
const counted = 20_000
/** Read together. */
const atOnce = 64

/**
 * The one scale of the file's pictures: as asked, else as the values of all parts tell it. Throws AppError('bad-pixels') where
 * it cannot be told, or a value is no number.
 */
export async function scaleFor(
  foreign: ForeignFile,
  asked: string | undefined,
  ctx: JobContext,
): Promise<PixelScale> {
  const { h5, file, parts } = foreign
  const all = splitNames.flatMap((name) => parts[name] ?? [])
  const first = all[0] as ForeignPart
  const stored = storedStatistics(h5, file, first.images)
  const name = file.filename
  const scale = asked === undefined ? undefined : scaleNamed(asked, stored, name)
  if (scale && first.type.bytes === 1 && first.type.kind === 'unsigned') return scale
  const found = await rangeOf(foreign, all, ctx)
  const chosen = scale ?? scaleOf(found, stored, name)
  const [low, high] = [found.low, found.high].map((v) => v * chosen.gain[0] + chosen.shift[0]) as [
    number,
    number,
  ]
  if (asked === undefined && first.type.kind === 'float')
    ctx.warn(says.foreign.thePicturesOfNameAre(name, chosen.pixels))
  if (low < -0.5 || high > 255.5)
    ctx.warn(
      says.foreign.someValuesOfNameLie(
        name,
        chosen.pixels,
        found.low.toPrecision(4),
        found.high.toPrecision(4),
      ),
    )
  return chosen
}

async function rangeOf(
  foreign: ForeignFile,
  parts: readonly ForeignPart[],
  ctx: JobContext,
): Promise<ValueRange> {
  const { type } = parts[0] as ForeignPart
  const most = type.kind === 'unsigned' && type.bytes <= 2 ? 2 ** (8 * type.bytes) - 1 : undefined
  if (most === 255) return { low: 0, high: 255, below: 0, above: 0, whole: true, most }
  const total = parts.reduce((n, { rows }) => n + rows, 0)
  let [low, high, below, above, values, whole] = [Infinity, -Infinity, 0, 0, 0, true]
  for (const part of parts)
    await inPieces(
      evenlySpread(part.rows, Math.ceil((counted * part.rows) / total)),
      says.foreign.rangeOfTheValues,
      ctx,
      (rows) => {
        const read = storedPictures(foreign, part, rows)
        for (let i = 0; i < read.length; i++) {
          if (isUnseen(foreign, i)) continue
          values++
          const value = read[i] as number
          if (!Number.isFinite(value))
            throw notFinite(foreign, part, rows[Math.floor((i / read.length) * rows.length)] ?? 0, value)
          if (value < low) low = value
          if (value > high) high = value
          if (value < 0) below++
          else if (value > 1) above++
          whole &&= Number.isInteger(value)
        }
      },
    )
  return { low, high, below: below / values, above: above / values, whole, most }
}

/** Whether a value is of a channel behind the third, which nobody sees. */
function isUnseen({ side, channels, channelsFirst }: ForeignFile, at: number): boolean {
  if (channels <= 3) return false
  return (channelsFirst ? Math.floor(at / side ** 2) : at) % channels >= 3
}

function notFinite({ file }: ForeignFile, { images }: ForeignPart, row: number, value: number): AppError {
  return new AppError('bad-pixels', says.foreign.inFilePictureRowOf(file.filename, row, images.path, value))
}

/** Mean and deviation of the train part's pictures. */
export async function statisticsOf(
  foreign: ForeignFile,
  scale: PixelScale,
  rows: Int32Array,
  ctx: JobContext,
): Promise<ChannelStatistics> {
  const statistics = new ChannelStatistics()
  const part = foreign.parts.train as ForeignPart
  const own = evenlySpread(rows.length, counted).map((at) => rows[at] as number)
  await inPieces(own, says.foreign.meanAndDeviation, ctx, (numbers) => {
    const pixels = new Uint8Array(numbers.length * foreign.side ** 2 * 3)
    readPictures(foreign, { part, scale }, numbers, pixels)
    statistics.add(pixels)
  })
  return statistics
}

/** At most `most` of `length` numbers, evenly spread. */
export function evenlySpread(length: number, most: number): Int32Array {
  const count = Math.min(most, length)
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * length) / count))
}

async function inPieces(
  rows: Int32Array,
  note: string,
  ctx: JobContext,
  use: (rows: Int32Array) => void,
): Promise<void> {
  const started = performance.now()
  for (let at = 0; at < rows.length; at += atOnce) {
    ctx.signal.throwIfAborted()
    use(rows.subarray(at, at + atOnce))
    const left = secondsLeft(started, performance.now(), at, rows.length)
    ctx.progress({ done: at, total: rows.length, unit: 'pictures', note, secondsLeft: left })
    await new Promise((go) => setImmediate(go))
  }
}
