import { secondsLeft, type JobContext } from '../base/job'
import { containsPoint, inset, intersect } from '../geometry/rect'
import type { PixelSource } from '../image/pixelSource'
import { decodePeaks } from './decode'
import { DetectionList } from './detectionList'
import type { Detector, RawOutput } from './detector'
import { suppress } from './merge'
import { countAtThreshold } from './order'
import { planWindows, type PlannedWindow, type WindowPlan } from './plan'
import { detectionRect } from './prediction'
import { writePrediction } from './predictionFile.node'

/** Detections below this score are not kept: no threshold that anybody sets lies lower. */
const floor = 0.05
/** Peaks this many cells beyond a core are taken too, so that none is lost between two windows that differ by rounding. */
const seam = 2

export interface PredictJob {
  readonly image: number
  readonly source: PixelSource
  readonly detector: Detector
  /** Where the prediction is written; an older one there stays until this one is whole. */
  readonly out: string
  /** The score from which a detection counts; the detector's own when it is not given. */
  readonly threshold?: number | undefined
}

export interface PredictResult {
  /** Those at the threshold. */
  readonly detections: number
  readonly seconds: number
  readonly megapixelsPerSecond: number
}

/**
 * Searches a whole image, window by window, and reads the next window while the network computes. Memory holds one row of
 * windows' output, whatever the image's size.
 */
export async function predictImage(job: PredictJob, context: JobContext): Promise<PredictResult> {
  const { image, source, detector } = job
  const { width, height } = source
  const { run, classNames, stride } = detector
  const started = performance.now()
  const threshold = job.threshold ?? detector.threshold
  const plan = planWindows(width, height, detector)
  const about = { run, image, width, height, classNames, threshold, stride }
  const kept = await writePrediction(job.out, about, async (heat) => {
    const found = new DetectionList()
    const windows = eachWindow(source, plan, context)
    for (const row of plan.rows) {
      const top = row[0]?.core.y ?? 0
      const band = new Uint8Array((row[0]?.core.h ?? 0) * plan.gridWidth)
      for (const window of row) {
        const { value: pixels } = await windows.next()
        if (!pixels) throw new Error('the plan has more windows than were read')
        const raw = await detector.predict(pixels, 1, plan.width, plan.height)
        collect(raw, window, plan, job, found)
        drawHeat(raw, window, plan, job, band, top)
      }
      heat.push(band)
    }
    await windows.next()
    return suppress(found.all())
  })
  const seconds = (performance.now() - started) / 1000
  const megapixels = (width * height) / 1e6
  return {
    detections: countAtThreshold(kept.score, threshold),
    seconds,
    megapixelsPerSecond: megapixels / seconds,
  }
}

/** Pixels of the windows in order, the next one being read already; tells the progress and stops when it is cancelled. */
async function* eachWindow(
  source: PixelSource,
  plan: WindowPlan,
  context: JobContext,
): AsyncGenerator<Uint8Array> {
  const windows = plan.rows.flat()
  const started = performance.now()
  const read = (window: PlannedWindow | undefined) => {
    const reading = window && source.read(window.rect, 0, context.signal)
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

function collect(
  raw: RawOutput,
  { rect, core }: PlannedWindow,
  plan: WindowPlan,
  job: PredictJob,
  found: DetectionList,
): void {
  const { stride, classNames } = job.detector
  const image = { x: 0, y: 0, w: job.source.width, h: job.source.height }
  const grid = {
    width: plan.width / stride,
    height: plan.height / stride,
    stride,
    classes: classNames.length,
  }
  const peaks = decodePeaks(raw, 0, grid, floor)
  const ours = inset(
    { x: core.x * stride, y: core.y * stride, w: core.w * stride, h: core.h * stride },
    -seam * stride,
  )
  for (let i = 0; i < peaks.score.length; i++) {
    const box = detectionRect(peaks, i)
    const [x, y] = [rect.x + box.x, rect.y + box.y]
    const [centreX, centreY] = [x + box.w / 2, y + box.h / 2]
    if (!containsPoint(ours, centreX, centreY) || !containsPoint(image, centreX, centreY)) continue
    const inside = intersect({ x, y, w: box.w, h: box.h }, image)
    if (inside)
      found.add(inside.x, inside.y, inside.w, inside.h, peaks.score[i] as number, peaks.class[i] as number)
  }
}

/** The highest class of every cell of the window's core, into the band of rows that its row of windows makes. */
function drawHeat(
  raw: RawOutput,
  { rect, core }: PlannedWindow,
  plan: WindowPlan,
  job: PredictJob,
  band: Uint8Array,
  top: number,
): void {
  const { stride } = job.detector
  const classes = job.detector.classNames.length
  const gridWidth = plan.width / stride
  for (let y = core.y; y < core.y + core.h; y++) {
    for (let x = core.x; x < core.x + core.w; x++) {
      const cell = (y - rect.y / stride) * gridWidth + (x - rect.x / stride)
      let highest = 0
      for (let c = 0; c < classes; c++) highest = Math.max(highest, raw.heat[cell * classes + c] as number)
      band[(y - top) * plan.gridWidth + x] = Math.round(highest * 255)
    }
  }
}
