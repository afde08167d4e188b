import type { JobContext } from '../base/job'
import { levelSize, type PixelSource } from '../image/pixelSource'
import { AnyCollector } from '../heads/collect'
import type { PredictResult } from './predictResult'
import type { WindowOutput } from '../heads/output'
import type { Detector } from './detector'
import { countAtLeast } from '../found/order'
import { planWindows, type PlannedWindow, type WindowPlan } from '../heads/plan'
import { enlarge } from '../found/detections'
import { writePrediction } from './predictionFile.node'
import { searchWindows } from './searchWindows.node'

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
  const collector = new AnyCollector({ detector, plan, ...size })
  const kept = await writePrediction(job.out, about, async (heat) => {
    let band: { readonly cells: Uint8Array; readonly top: number } | undefined
    await searchWindows({ source, detector, level, plan, collector }, context, {
      output(output, window) {
        band ??= { cells: new Uint8Array(window.core.h * plan.gridWidth), top: window.core.y }
        drawHeat(output, window, plan, stride, band.cells, band.top)
      },
      rowDone() {
        if (band) heat.push(band.cells)
        band = undefined
      },
    })
    return enlarge(collector.finish(), 2 ** level, source)
  })
  const seconds = (performance.now() - started) / 1000
  const megapixels = (width * height) / 1e6
  return {
    level,
    detections: countAtLeast(kept.score, threshold),
    seconds,
    megapixelsPerSecond: megapixels / seconds,
  }
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
