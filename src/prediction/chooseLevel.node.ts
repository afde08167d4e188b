import { secondsLeft, type JobContext } from '../base/job'
import { usableLevels } from '../tiles/levels'
import type { Rect } from '../geometry/rect'
import type { PixelSource } from '../image/pixels/pixelSource'
import type { Detector } from './detector'
import { defaultMerge } from '../found/mergeRule'
import { enlarge, type Detections } from '../found/detections'
import { says } from '../messages/says/says'
import { clearestLevel } from './clearestLevel'
import { completeBlocks } from './blocks/computeBlocks.node'
import { detectorWork, mergeDetections } from './blocks/detectorBlocks.node'
import { MemoryBlocks } from './blocks/memoryBlocks.node'

/** Levels that are looked at: an object on the last one is 16 times as large as at full size. */
const maxLevels = 5
/** An image of at most so many pixels is looked at whole, of a larger one so many squares of this side. */
const wholePixels = 64e6
const [squares, squareSide] = [4, 4096]

/** How a network is asked about a level of an image. */
export interface LevelSearch {
  /** Windows, or tiles, that it will look at. */
  count(source: PixelSource, level: number): number
  /** What is found there, in full-size pixels, by falling score. */
  find(source: PixelSource, level: number, context: JobContext): Promise<Detections>
}

/**
 * The level at which a network finds its objects most clearly in an image of which nobody has said how large they are
 * there (see `clearestLevel`). Warns, with the image's name, where another level is nearly as likely.
 */
export async function chooseLevel(
  source: PixelSource,
  search: LevelSearch,
  context: JobContext,
  name?: string,
): Promise<number> {
  const count = Math.min(maxLevels, usableLevels(source))
  if (count === 1) return 0
  const parts = partsOf(source)
  const levels = Array.from({ length: count }, (_, level) => level)
  const countAll = (level: number) => parts.reduce((sum, part) => sum + search.count(part, level), 0)
  const total = levels.reduce((sum, level) => sum + countAll(level), 0)
  const started = performance.now()
  const found: Detections[][] = []
  let before = 0
  const note = says.prediction.findingOutHowLargeThe
  const progress: JobContext['progress'] = ({ done, unit }) => {
    const all = before + done
    const left = secondsLeft(started, performance.now(), all, total)
    context.progress({ done: all, total, unit, note, secondsLeft: left })
  }
  for (const level of levels) {
    const here: Detections[] = []
    for (const part of parts) {
      here.push(await search.find(part, level, { ...context, progress }))
      before += search.count(part, level)
    }
    found.push(here)
  }
  const { level, rival } = clearestLevel(found)
  if (name !== undefined && rival !== undefined)
    context.warn(says.prediction.scaleIsUnsure(name, level, rival))
  return level
}

/** The squares lie evenly along the image's diagonals and edges. */
function partsOf(source: PixelSource): PixelSource[] {
  const { width, height } = source
  if (width * height <= wholePixels) return [source]
  const [w, h] = [Math.min(width, squareSide), Math.min(height, squareSide)]
  // The steps of an additive sequence spread points evenly however many there are (Roberts 2018: generalised golden ratio).
  return Array.from({ length: squares }, (_, i) => {
    const at = (share: number, room: number) => {
      const place = ((i + 0.5) * share) % 1
      return Math.floor((place * room) / 2 ** maxLevels) * 2 ** maxLevels
    }
    return partOf(source, { x: at(0.7549, width - w), y: at(0.5698, height - h), w, h })
  })
}

/** `rect`: its corner a multiple of every level's pixels. */
function partOf(source: PixelSource, { x, y, w, h }: Rect): PixelSource {
  return {
    ...{ width: w, height: h, levels: source.levels },
    read: (region, level, signal) =>
      source.read({ ...region, x: region.x + x / 2 ** level, y: region.y + y / 2 ** level }, level, signal),
    close: async () => {},
  }
}

/** Shows a detector the windows of the level. */
export function detectorSearch(detector: Detector): LevelSearch {
  const workAt = (source: PixelSource, level: number) =>
    detectorWork({ source, detector, level, identity: '', merge: defaultMerge })
  return {
    count: (source, level) => workAt(source, level).count,
    async find(source, level, context) {
      const work = workAt(source, level)
      const store = new MemoryBlocks()
      await completeBlocks(work, store, context)
      const found = await mergeDetections(work, store, context.signal)
      return enlarge(found, 2 ** level, source)
    },
  }
}
