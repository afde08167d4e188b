import { secondsLeft, type JobContext } from '../base/job'
import { intersects, type Rect } from '../geometry/rect'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import type { FeatureEncoder } from '../similar/encode.node'
import { cellPixels } from '../similar/featureMap'
import type { CoarseFeatures } from './features'

/** Pixels of the level: of a window's inside, and beyond it, where zeros at its border change the features. */
const [inside, margin] = [1152, 64]
/** Of the whole picture, or of the windows that these rectangles of full-size pixels touch; the rest is 0. */
export async function coarseFeatures(
  { source, level, encoder }: { source: PixelSource; level: number; encoder: FeatureEncoder },
  context: JobContext,
  wanted?: readonly Rect[],
): Promise<CoarseFeatures> {
  const size = levelSize(source.width, source.height, level)
  const stride = cellPixels * 2 ** level
  const [width, height] = [Math.ceil(size.width / cellPixels), Math.ceil(size.height / cellPixels)]
  const windows = windowsOf(size).filter(
    (window) => !wanted || wanted.some((rect) => intersects(scaled(window, 2 ** level), rect)),
  )
  const started = performance.now()
  let [channels, data] = [0, new Float32Array(0)]
  for (const [done, window] of windows.entries()) {
    context.signal.throwIfAborted()
    const left = secondsLeft(started, performance.now(), done, windows.length)
    context.progress({ done, total: windows.length, unit: 'windows', secondsLeft: left })
    const { x, y, w, h } = window
    const rect = { x: x - margin, y: y - margin, w: even(w) + 2 * margin, h: even(h) + 2 * margin }
    const pixels = await source.read(rect, level, context.signal)
    const cells = await encoder.features(pixels, rect.w, rect.h)
    if (channels === 0) {
      channels = cells.channels
      data = new Float32Array(width * height * channels)
    }
    const [left0, top0, beyond] = [x / cellPixels, y / cellPixels, margin / cellPixels]
    const columns = Math.min(width - left0, Math.ceil(w / cellPixels))
    for (let row = 0; row < Math.ceil(h / cellPixels) && top0 + row < height; row++) {
      const from = ((row + beyond) * cells.width + beyond) * channels
      data.set(
        cells.data.subarray(from, from + columns * channels),
        ((top0 + row) * width + left0) * channels,
      )
    }
    // An engine that answers without waiting would otherwise keep a cancel message from ever being heard.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { width, height, channels, data, stride }
}

function windowsOf({ width, height }: { width: number; height: number }): Rect[] {
  const windows: Rect[] = []
  for (let y = 0; y < height; y += inside)
    for (let x = 0; x < width; x += inside)
      windows.push({ x, y, w: Math.min(inside, width - x), h: Math.min(inside, height - y) })
  return windows
}

const scaled = ({ x, y, w, h }: Rect, by: number): Rect => ({ x: x * by, y: y * by, w: w * by, h: h * by })

/** Sides of the encoder's input are multiples of 16. */
const even = (pixels: number) => Math.ceil(pixels / 16) * 16
