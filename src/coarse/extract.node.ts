import { secondsLeft, type JobContext } from '../base/job'
import { containsPoint, intersects, type Rect } from '../geometry/rect'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import type { CellGrid } from '../similar/contrast'
import type { FeatureEncoder } from '../similar/encode.node'
import { cellPixels } from '../similar/featureMap'
import { windowCells, type CoarseFeatures, type CoarseScores } from './features'
import type { CoarseScore } from './score'

/** Pixels of the level: of a window's inside, and beyond it, where zeros at its border change the features. */
const [inside, margin] = [windowCells * cellPixels, 64]
/** Windows whose features are held at once: some 300 MB. */
const maxHeld = 24

/** How a picture is looked at from afar. */
export interface CoarseLook {
  readonly source: PixelSource
  readonly level: number
  readonly encoder: FeatureEncoder
}

/**
 * Features of the windows that these rectangles touch, in full-size pixels; of too many those with the most points. What lies in no
 * such window was not looked at.
 */
export async function coarseFeatures(
  look: CoarseLook,
  wanted: readonly Rect[],
  points: readonly { readonly x: number; readonly y: number }[],
  context: JobContext,
): Promise<CoarseFeatures> {
  const grid = gridOf(look)
  const scale = 2 ** look.level
  const counted = windowsOf(look)
    .map((window) => ({ window, place: scaled(window, scale) }))
    .filter(({ place }) => wanted.some((rect) => intersects(place, rect)))
    .map(({ window, place }) => ({
      window,
      count: points.filter(({ x, y }) => containsPoint(place, x, y)).length,
    }))
  const chosen = counted.sort((a, b) => b.count - a.count).slice(0, maxHeld)
  const windows = new Map<number, Float32Array>()
  let channels = 0
  await eachWindow(
    look,
    chosen.map(({ window }) => window),
    context,
    (cells, { x, y, w, h }) => {
      channels = cells.channels
      const data = new Float32Array(windowCells * windowCells * channels)
      for (let row = 0; row < Math.ceil(h / cellPixels); row++)
        data.set(rowOf(cells, row, Math.ceil(w / cellPixels)), row * windowCells * channels)
      windows.set((y / inside) * Math.ceil(grid.width / windowCells) + x / inside, data)
    },
  )
  return { ...grid, channels, windows }
}

/** What each place of a whole picture is, as `score` says; memory holds one number a cell. */
export async function coarseScores(
  look: CoarseLook,
  score: CoarseScore,
  context: JobContext,
): Promise<CoarseScores> {
  const grid = gridOf(look)
  const scores = new Float32Array(grid.width * grid.height)
  await eachWindow(look, windowsOf(look), context, (cells, { x, y, w, h }) => {
    const columns = Math.ceil(w / cellPixels)
    for (let row = 0; row < Math.ceil(h / cellPixels); row++) {
      const data = rowOf(cells, row, columns)
      const to = (y / cellPixels + row) * grid.width + x / cellPixels
      for (let column = 0; column < columns; column++)
        scores[to + column] = score.of(data.subarray(column * cells.channels, (column + 1) * cells.channels))
    }
  })
  return { ...grid, scores }
}

/** A row of a window's inside. */
function rowOf({ data, width, channels }: CellGrid, row: number, columns: number): Float32Array {
  const beyond = margin / cellPixels
  const from = ((row + beyond) * width + beyond) * channels
  return data.subarray(from, from + columns * channels)
}

async function eachWindow(
  { source, level, encoder }: CoarseLook,
  windows: readonly Rect[],
  context: JobContext,
  take: (cells: CellGrid, window: Rect) => void,
): Promise<void> {
  const started = performance.now()
  for (const [done, window] of windows.entries()) {
    context.signal.throwIfAborted()
    const left = secondsLeft(started, performance.now(), done, windows.length)
    context.progress({ done, total: windows.length, unit: 'windows', secondsLeft: left })
    const { x, y, w, h } = window
    const rect = { x: x - margin, y: y - margin, w: even(w) + 2 * margin, h: even(h) + 2 * margin }
    const pixels = await source.read(rect, level, context.signal)
    take(await encoder.features(pixels, rect.w, rect.h), window)
    // An engine that answers without waiting would otherwise keep a cancel message from ever being heard.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function gridOf({ source, level }: CoarseLook) {
  const size = levelSize(source.width, source.height, level)
  const [width, height] = [Math.ceil(size.width / cellPixels), Math.ceil(size.height / cellPixels)]
  return { width, height, stride: cellPixels * 2 ** level }
}

function windowsOf({ source, level }: CoarseLook): Rect[] {
  const { width, height } = levelSize(source.width, source.height, level)
  const windows: Rect[] = []
  for (let y = 0; y < height; y += inside)
    for (let x = 0; x < width; x += inside)
      windows.push({ x, y, w: Math.min(inside, width - x), h: Math.min(inside, height - y) })
  return windows
}

const scaled = ({ x, y, w, h }: Rect, by: number): Rect => ({ x: x * by, y: y * by, w: w * by, h: h * by })

/** Sides of the encoder's input are multiples of 16. */
const even = (pixels: number) => Math.ceil(pixels / 16) * 16
