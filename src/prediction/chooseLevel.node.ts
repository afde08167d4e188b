import type { JobContext } from '../base/job'
import { levelName, usableLevels } from '../dataset/levels'
import { levelSize, type PixelSource } from '../image/pixelSource'
import { floor } from './collect'
import { decodePeaks } from './decode'
import type { Detector, WindowOutput } from './detector'
import { suppress } from './merge'
import { countAtThreshold } from './order'
import { planWindows, type PlannedWindow, type WindowPlan } from './plan'
import { eachWindow } from './predict.node'
import type { Detections } from './prediction'

/** Levels that are looked at: an object on the last one is 16 times as large as at full size. */
const most = 5
/** Windows that are looked at on each, spread over the image. */
const sample = 16

/**
 * The level at which a network finds its objects most clearly in an image of which nobody has said how large they are
 * there. It looks at a sample of windows of each level; the finer of two that are equally clear wins.
 */
export async function chooseLevel(
  source: PixelSource,
  detector: Detector,
  context: JobContext,
): Promise<number> {
  let best = { level: 0, clarity: -Infinity }
  const levels = Math.min(most, usableLevels(source))
  for (let level = 0; level < levels; level++) {
    const note = `Looking for the objects' size at ${levelName(level)}`
    const progress: JobContext['progress'] = (p) => context.progress({ ...p, note })
    const found = clarity(await scoresAt(source, detector, level, { ...context, progress }))
    if (found > best.clarity) best = { level, clarity: found }
  }
  return best.level
}

/** What a sample of an image's windows scores at a level, falling. */
async function scoresAt(
  source: PixelSource,
  detector: Detector,
  level: number,
  context: JobContext,
): Promise<Float32Array> {
  const { width, height } = levelSize(source.width, source.height, level)
  const plan = planWindows(width, height, detector)
  const all = plan.rows.flat()
  const count = Math.min(sample, all.length)
  const windows = Array.from(
    { length: count },
    (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)] as PlannedWindow,
  )
  const scores: number[] = []
  for await (const pixels of eachWindow(source, windows, level, context)) {
    const output = await detector.predict(pixels, 1, plan.width, plan.height)
    for (const score of scoresOf(output, detector, plan)) if (score >= floor) scores.push(score)
  }
  return Float32Array.from(scores).sort().reverse()
}

/** Of one window: its finds, or where a network says what each cell shows, its cells. */
function scoresOf(output: WindowOutput, { stride, classNames }: Detector, plan: WindowPlan): Float32Array {
  if ('found' in output) return (output.found[0] as Detections).score
  if (!('size' in output)) return output.heat
  const grid = {
    width: plan.width / stride,
    height: plan.height / stride,
    stride,
    classes: classNames.length,
  }
  return suppress(decodePeaks(output, 0, grid, floor)).score
}

/** The best of the finds stand for the objects. */
const top = 10
const [sure, possible] = [0.5, 0.1]

/**
 * How clearly scores tell objects from the rest: high ones, and few between high and low. `scores` fall. Where objects have
 * a size that the network has not learned, it says "perhaps" to everything, or to nothing.
 */
export function clarity(scores: Float32Array): number {
  if (scores.length === 0) return 0
  const highest = scores.subarray(0, top)
  const mean = highest.reduce((sum, score) => sum + score, 0) / highest.length
  const share = (countAtThreshold(scores, sure) + 0.5) / (countAtThreshold(scores, possible) + 1)
  return mean * mean * share
}
