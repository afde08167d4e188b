import { secondsLeft, type JobContext } from '../base/job'
import { levelSize, type PixelSource } from '../image/pixelSource'
import { AnyCollector, type PredictResult } from './collect'
import type { Detector, WindowOutput } from './detector'
import { countAtThreshold } from './order'
import { planWindows, type PlannedWindow, type WindowPlan } from './plan'
import { enlarge } from './prediction'
import { writePrediction } from './predictionFile.node'

export interface PredictJob {
  readonly image: number
  readonly source: PixelSource
  readonly detector: Detector
  /** The level that is searched: the one at which objects are as large as those that the network has learned. */
  readonly level: number
  /** Where the prediction is written; an older one there stays until this one is whole. */
  readonly out: string
  /** The score from which a detection counts; the detector's own when it is not given. */
  readonly threshold?: number | undefined
}

/**
 * Searches a whole image, window by window, and reads the next window while the network computes. Memory holds one row of
 * windows' output, whatever the image's size.
 */
export async function predictImage(job: PredictJob, context: JobContext): Promise<PredictResult> {
  const { image, source, detector, level } = job
  const { width, height } = source
  const size = levelSize(width, height, level)
  const { run, classNames, stride } = detector
  const started = performance.now()
  const threshold = job.threshold ?? detector.threshold
  const plan = planWindows(size.width, size.height, detector)
  const about = { run, image, width, height, classNames, threshold, level, stride: stride * 2 ** level }
  const collector = new AnyCollector(detector, plan, size.width, size.height)
  const kept = await writePrediction(job.out, about, async (heat) => {
    const windows = eachWindow(source, plan.rows.flat(), level, context)
    for (const row of plan.rows) {
      const top = row[0]?.core.y ?? 0
      const band = new Uint8Array((row[0]?.core.h ?? 0) * plan.gridWidth)
      for (const window of row) {
        const { value: pixels } = await windows.next()
        if (!pixels) throw new Error('the plan has more windows than were read')
        const output = await detector.predict(pixels, 1, plan.width, plan.height)
        collector.take(output, window)
        drawHeat(output, window, plan, stride, band, top)
      }
      collector.endRow()
      heat.push(band)
    }
    await windows.next()
    return enlarge(collector.finish(), 2 ** level, source)
  })
  const seconds = (performance.now() - started) / 1000
  const megapixels = (width * height) / 1e6
  return {
    level,
    detections: countAtThreshold(kept.score, threshold),
    seconds,
    megapixelsPerSecond: megapixels / seconds,
    classes: collector.classes(),
  }
}

/** Pixels of the windows in order, the next one being read already; tells the progress and stops when it is cancelled. */
export async function* eachWindow(
  source: PixelSource,
  windows: readonly PlannedWindow[],
  level: number,
  context: JobContext,
): AsyncGenerator<Uint8Array> {
  const started = performance.now()
  const read = (window: PlannedWindow | undefined) => {
    const reading = window && source.read(window.rect, level, context.signal)
    // Awaited only after the network is done with the window before; until then a failure must not count as unhandled.
    reading?.catch(() => {})
    return reading
  }
  let next = read(windows[0])
  for (let i = 0; next; i++) {
    context.signal.throwIfAborted()
    const left = secondsLeft(started, performance.now(), i, windows.length)
    context.progress({ done: i, total: windows.length, unit: 'windows', secondsLeft: left })
    const pixels = await next
    next = read(windows[i + 1])
    // A network that answers without waiting would otherwise keep a cancel message from ever being heard.
    await new Promise((resolve) => setImmediate(resolve))
    context.signal.throwIfAborted()
    yield pixels
  }
  context.progress({ done: windows.length, total: windows.length, unit: 'windows' })
}

/** The highest class of every cell of the window's core, into the band of rows that its row of windows makes. */
function drawHeat(
  { heat }: WindowOutput,
  { rect, core }: PlannedWindow,
  plan: WindowPlan,
  stride: number,
  band: Uint8Array,
  top: number,
): void {
  const gridWidth = plan.width / stride
  const channels = heat.length / (gridWidth * (plan.height / stride))
  for (let y = core.y; y < core.y + core.h; y++) {
    for (let x = core.x; x < core.x + core.w; x++) {
      const cell = (y - rect.y / stride) * gridWidth + (x - rect.x / stride)
      let highest = 0
      for (let c = 0; c < channels; c++) highest = Math.max(highest, heat[cell * channels + c] as number)
      band[(y - top) * plan.gridWidth + x] = Math.round(highest * 255)
    }
  }
}
