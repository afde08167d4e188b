import { Random } from '../base/random'
import { secondsLeft, type JobContext } from '../base/job'
import type { Rect } from '../geometry/rect'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import { t } from '../messages/messages'
import { contrast, type CellGrid } from './contrast'
import type { FeatureEncoder } from './encode.node'
import { cellPixels, channels } from './featureMap'
import { gridSize, readingLevel } from './scale'
import { Moments, whiten, type Whitening } from './whitening'

/** Pixels of the encoder's input: of a window's inside, and beyond it, where zeros at its border change the features. */
const [inside, margin] = [704, 160]
/** Windows by whose cells the features are whitened, drawn at random. */
const sampled = 16

export interface Extraction {
  readonly source: PixelSource
  readonly scale: number
  readonly encoder: FeatureEncoder
  /** Rows of cells as they come, from top to bottom: i8 [rows, width, channels]. */
  write(band: Int8Array): Promise<void>
}

/** A window's cells that count, and where they go. */
interface Window {
  /** In cells of the whole grid. */
  readonly core: Rect
}

/** Computes the features of a whole picture, window by window; memory holds one row of windows' cells and the sample. */
export async function extract(job: Extraction, context: JobContext): Promise<void> {
  const { source, scale } = job
  const { width, height } = gridSize(source, scale)
  const rows = windowsOf({ width, height })
  const look = eachWindow(job, rows.flat().length, context)
  const seen = new Map<Window, CellGrid>()
  for (const window of new Random(1).shuffle(rows.flat()).slice(0, sampled))
    seen.set(window, await look(window))
  const whitening = whiteningOf(seen)
  for (const row of rows) {
    const band = new Int8Array((row[0]?.core.h ?? 0) * width * channels)
    for (const window of row) {
      const cells = seen.get(window) ?? (await look(window))
      seen.delete(window)
      draw(cells, window, whitening, { band, width })
    }
    await job.write(band)
  }
}

/** Gives the cells of one window after the other; tells the progress and stops when it is cancelled. */
function eachWindow(job: Extraction, total: number, context: JobContext) {
  const started = performance.now()
  const note = t.crops.lookingForTheFirstTime
  let done = 0
  return async (window: Window): Promise<CellGrid> => {
    context.signal.throwIfAborted()
    const left = secondsLeft(started, performance.now(), done, total)
    context.progress({ done, total, unit: 'windows', note, secondsLeft: left })
    const cells = await windowContrast(job, window, context.signal)
    done++
    if (done === total) context.progress({ done, total, unit: 'windows', note })
    // An engine that answers without waiting would otherwise keep a cancel message from ever being heard.
    await new Promise((resolve) => setImmediate(resolve))
    return cells
  }
}

function whiteningOf(seen: ReadonlyMap<Window, CellGrid>): Whitening {
  const [first] = seen.values()
  const moments = new Moments(first?.channels ?? 0)
  for (const [{ core }, cells] of seen)
    moments.add(cells, { x: marginCells, y: marginCells, w: core.w, h: core.h })
  return moments.whitening(channels)
}

const marginCells = margin / cellPixels

function windowsOf({ width, height }: { width: number; height: number }): Window[][] {
  const side = inside / cellPixels
  return Array.from({ length: Math.ceil(height / side) }, (_, row) =>
    Array.from({ length: Math.ceil(width / side) }, (_, column) => {
      const [x, y] = [column * side, row * side]
      return { core: { x, y, w: Math.min(side, width - x), h: Math.min(side, height - y) } }
    }),
  )
}

async function windowContrast(job: Extraction, { core }: Window, signal: AbortSignal): Promise<CellGrid> {
  const { level, enlarged } = readingLevel(job.scale)
  const toPixels = (cells: number) => (cells * cellPixels) / enlarged
  const beyond = margin / enlarged
  // Sides of the encoder's input are multiples of 16.
  const even = (cells: number) => Math.ceil(cells / 2) * 2
  const rect = {
    x: toPixels(core.x) - beyond,
    y: toPixels(core.y) - beyond,
    w: toPixels(even(core.w)) + 2 * beyond,
    h: toPixels(even(core.h)) + 2 * beyond,
  }
  const pixels = await readMirrored(job.source, rect, level, signal)
  return contrast(await job.encoder.features(pixels, rect.w, rect.h))
}

/** Beyond its border the picture goes on as its mirror image: a black border would look like an object. */
async function readMirrored(
  source: PixelSource,
  rect: Rect,
  level: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const size = levelSize(source.width, source.height, level)
  const columns = mirrored(rect.x, rect.w, size.width)
  const rows = mirrored(rect.y, rect.h, size.height)
  const [x, y] = [least(columns), least(rows)]
  const [w, h] = [greatest(columns) - x + 1, greatest(rows) - y + 1]
  const read = await source.read({ x, y, w, h }, level, signal)
  if (w === rect.w && h === rect.h) return read
  const out = new Uint8Array(rect.w * rect.h * 3)
  let to = 0
  for (const row of rows)
    for (const column of columns) {
      const from = ((row - y) * w + column - x) * 3
      for (let c = 0; c < 3; c++) out[to++] = read[from + c] as number
    }
  return out
}

function mirrored(start: number, count: number, size: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const turn = (((start + i) % (2 * size)) + 2 * size) % (2 * size)
    return turn < size ? turn : 2 * size - 1 - turn
  })
}

const least = (values: Int32Array) => values.reduce((a, b) => Math.min(a, b))
const greatest = (values: Int32Array) => values.reduce((a, b) => Math.max(a, b))

function draw(
  cells: CellGrid,
  { core }: Window,
  whitening: Whitening,
  { band, width }: { band: Int8Array; width: number },
): void {
  for (let y = 0; y < core.h; y++)
    for (let x = 0; x < core.w; x++) {
      const from = ((y + marginCells) * cells.width + x + marginCells) * cells.channels
      const to = (y * width + core.x + x) * channels
      whiten(whitening, cells.data.subarray(from, from + cells.channels), band.subarray(to, to + channels))
    }
}
