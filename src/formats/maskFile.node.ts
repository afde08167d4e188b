import { decode } from 'fast-png'
import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { openBytes } from '../image/reading/byteSource.node'
import { readTiffPages } from '../image/reading/tiff/tiffDirectory.node'
import { TiffLevel } from '../image/reading/tiff/tiffLevel.node'
import type { TiffPage } from '../image/reading/tiff/tiffPage'
import { rowBytes } from '../image/reading/tiff/sampleForms.node'
import { compressions, photometrics } from '../image/reading/tiff/tiffTags'
import { unreadable } from '../image/reading/tiff/tileCodec.node'
import { says } from '../messages/says/says'
import type { MaskContents } from './format'
import { instancesBeside } from './instanceTable.node'
import { isPng } from './mask'
import { ValueRegions } from './valueRegions'

/** Pixels of a PNG, which is held in memory as a whole. */
const maxOfPng = 2 ** 29
/** Pixels of a row of tiles or of a strip, which is all of a TIFF that is held in memory: 8 bytes each. */
const mostOfBand = 130_000_000
/** Bytes of a PNG file. */
const largestPng = 2 ** 30
/** Whole numbers that samples of floating point hold exactly. */
const mostExact = 2 ** 24

/** The regions of a mask: a PNG, or a TIFF of any size. Throws AppError('label-value') where it is no mask. */
export async function openMask(path: string, context?: JobContext): Promise<MaskContents> {
  const name = basename(path)
  const says = /segmentationobject|_cp_masks\.[^.]+$/i.test(path) ? ('instances' as const) : undefined
  const found = isTiff(await startOf(path)) ? await fromTiff(path, context) : await fromPng(path)
  const instances = await instancesBeside(path)
  return { name, ...found, says: instances ? 'instances' : (says ?? found.says), instances }
}

/** Whether a file is a picture, as masks are. */
export async function isPicture(path: string): Promise<boolean> {
  const start = await startOf(path)
  return isPng(start) || isTiff(start)
}

async function startOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** "II" or "MM" and a version. */
const isTiff = (bytes: Uint8Array) =>
  (bytes[0] === 0x49 && bytes[1] === 0x49 && (bytes[2] === 42 || bytes[2] === 43)) ||
  (bytes[0] === 0x4d && bytes[1] === 0x4d && (bytes[3] === 42 || bytes[3] === 43))

type Found = Omit<MaskContents, 'name' | 'instances'>

async function fromPng(path: string): Promise<Found> {
  const name = basename(path)
  const { size } = await stat(path)
  const bytes = size > largestPng ? new Uint8Array() : await readFile(path)
  if (!isPng(bytes)) throw noMask(name, says.masks.isNoPngAndNo)
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  if (bytes.length < 33 || header.getUint32(16) * header.getUint32(20) > maxOfPng)
    throw noMask(name, says.masks.isDamagedOrHasMore)
  let png: ReturnType<typeof decode>
  try {
    png = decode(bytes)
  } catch (error) {
    throw noMask(name, says.masks.isADamagedPngCopy, error)
  }
  const { width, height, channels, depth, data, palette } = png
  const regions = new ValueRegions()
  const row = rowsOf({ data, width, channels, depth })
  for (let y = 0; y < height; y++) {
    const [values, at] = row(y)
    regions.addRow(values, at, width)
  }
  const colours = channels >= 3 ? channels : undefined
  return {
    width,
    height,
    regions,
    colours,
    says: palette ? 'classes' : undefined,
    palette: palette !== undefined,
  }
}

interface Samples {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly channels: number
  readonly depth: number
}

/** The values of a row: grey without opacity, palette values, or colours as 0xrrggbb. */
function rowsOf({ data, width, channels, depth }: Samples): (y: number) => [ArrayLike<number>, number] {
  if (channels === 1 && depth >= 8) return (y) => [data, y * width]
  const values = new Uint32Array(width)
  // Samples of 1, 2 or 4 bits: each row begins with a byte.
  const stride = Math.ceil((width * depth) / 8)
  return (y) => {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      const bit = x * depth
      if (depth < 8)
        values[x] =
          ((data[y * stride + (bit >> 3)] as number) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
      else if (channels === 2) values[x] = data[at] as number
      else {
        const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!].map((v) => (depth === 16 ? v >> 8 : v))
        values[x] = (r! << 16) | (g! << 8) | b!
      }
    }
    return [values, 0]
  }
}

/** Its first picture, tile by tile: a row of tiles is all that is in memory. */
async function fromTiff(path: string, context?: JobContext): Promise<Found> {
  const name = basename(path)
  const source = await openBytes(path)
  try {
    const pages = await readTiffPages(source, path)
    const page = onePage(pages, name)
    // Values, not colours: a palette is not looked up, and 0 is 0 whether it is seen as black or as white.
    const plain = {
      ...inStrips(page),
      photometric: photometrics.black,
      colorMap: undefined,
      noData: undefined,
    }
    const kind = {
      bits: page.bits > 16 || page.sampleFormat > 1 ? 32 : page.bits > 8 ? 16 : 8,
      channels: 1,
      rgb: false,
    } as const
    const level = new TiffLevel({ source, path, kind, opacity: undefined, padded: false }, [plain])
    const regions = new ValueRegions()
    // Few bits are spread over 0 to 255 for the eye.
    const step = page.bits < 8 ? 255 / (2 ** page.bits - 1) : 1
    const { width, height, tileWidth, tileHeight } = level
    if (width * Math.min(tileHeight, height) > mostOfBand) throw noMask(name, says.masks.isDamagedOrItsRows)
    for (let top = 0; top < height; top += tileHeight) {
      context?.signal.throwIfAborted()
      const rows = Math.min(tileHeight, height - top)
      const band = new Float64Array(width * rows)
      for (let left = 0; left < width; left += tileWidth) {
        const tile = await level.decode(left / tileWidth, top / tileHeight, [0])
        const columns = Math.min(tileWidth, width - left)
        for (let y = 0; y < rows; y++)
          for (let x = 0, from = y * tile.width, to = y * width + left; x < columns; x++)
            band[to++] = valueOf(tile.data[from++] as number, step, page.noData, name)
      }
      for (let y = 0; y < rows; y++) regions.addRow(band, y * width, width)
      context?.progress({ done: top + rows, total: height, unit: 'rows', note: name })
    }
    const palette = page.photometric === photometrics.palette
    return { width, height, regions, colours: undefined, says: palette ? 'classes' : undefined, palette }
  } finally {
    await source.close()
  }
}

/** What has no value is nothing. Throws AppError('label-value') for what is no whole number. */
function valueOf(sample: number, step: number, noData: number | undefined, name: string): number {
  if (sample === 0 || Number.isNaN(sample) || sample === noData) return 0
  const value = step === 1 ? sample : Math.round(sample / step)
  if (Number.isInteger(value) && value > 0 && value < mostExact) return value
  throw noMask(
    name,
    value >= mostExact
      ? says.masks.hasTheValueValueAnd(value, mostExact - 1)
      : says.masks.hasTheValueValueAndA(value),
  )
}

/** The page that is the mask. Smaller copies do not count. */
function onePage(pages: readonly TiffPage[], name: string): TiffPage {
  const full = pages.filter(({ reduced }) => !reduced)
  const page = (full[0] ?? pages[0]) as TiffPage
  if (full.some(({ width, height }, i) => i > 0 && width === page.width && height === page.height))
    throw noMask(name, says.masks.hasFullPagesAndA(full.length))
  if (page.samples !== 1) throw noMask(name, says.masks.hasSamplesValuesAPixel(page.samples))
  if (page.compression === compressions.jpeg || page.compression === compressions.webp)
    throw noMask(name, says.masks.isCompressedAsPhotographsAre)
  if (page.orientation > 1) throw noMask(name, says.masks.isStoredTurnedTagOrientation)
  const problem = unreadable({ ...inStrips(page), photometric: photometrics.black })
  if (problem) throw noMask(name, says.masks.hasProblemWhichIsNot(problem))
  return page
}

/** Many programs write a whole picture as one strip; what is not compressed can be read a few rows at a time. */
function inStrips(page: TiffPage): TiffPage {
  const { compression, tiled, width, height, bits } = page
  if (compression !== compressions.none || tiled || page.segmentHeight < height) return page
  const segmentHeight = 256
  const rowOf = rowBytes(width, bits)
  return {
    ...page,
    segmentHeight,
    table: async () => {
      const { offsets } = await page.table()
      const tops = Array.from({ length: Math.ceil(height / segmentHeight) }, (_, i) => i * segmentHeight)
      return {
        offsets: Float64Array.from(tops, (top) => (offsets[0] as number) + top * rowOf),
        byteCounts: Float64Array.from(tops, (top) => Math.min(segmentHeight, height - top) * rowOf),
      }
    },
  }
}

function noMask(name: string, what: string, cause?: unknown): AppError {
  return new AppError('label-value', `${name} ${what}.`, { cause })
}
