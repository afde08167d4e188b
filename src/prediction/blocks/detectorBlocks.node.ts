import { DetectionList } from '../../found/detectionList'
import { heatClassesOf, type Detections } from '../../found/detections'
import type { MergeRule } from '../../found/mergeRule'
import type { WindowBlock } from '../../heads/block'
import { AnyCollector } from '../../heads/collect'
import type { Search } from '../../heads/collector'
import { classHeatOfRegions, pixelsOfCore } from '../../heads/regions/collect'
import { cutBlock } from '../../heads/cutBlock'
import { planWindows, type PlannedWindow } from '../../heads/plan'
import { levelSize, type PixelSource } from '../../image/pixels/pixelSource'
import type { Detector } from '../detector'
import { blockKey } from './blockKey.node'
import { missingBlock, type BlockStore } from './blockStore'
import type { BlockWork } from './blockWork'
import { packBlock, unpackBlock } from './packBlock'

export interface DetectorSearch {
  readonly source: PixelSource
  readonly detector: Detector
  /** The level that is searched. */
  readonly level: number
  /** What the picture and the network are: searches of the same identity see the same. Empty: nothing is to be kept. */
  readonly identity: string
  /** Side of a window in pixels, where it is not as the network needs it. */
  readonly side?: number | undefined
  /** Blocks do not depend on it. Absent: within classes alone. */
  readonly merge?: MergeRule | undefined
}

/** A block is a window of the plan. */
export interface DetectorWork extends BlockWork {
  readonly search: Search
}

export function detectorWork(job: DetectorSearch): DetectorWork {
  const { source, detector, level } = job
  const size = levelSize(source.width, source.height, level)
  const plan = planWindows(size.width, size.height, detector, job.side)
  const search = { detector, plan, ...size, merge: job.merge }
  const about = [level, size, plan.width, plan.height, detector.stride, detector.margin, detector.classNames]
  const key = blockKey('windows/2', job.identity, about)
  const windows = plan.rows.flat()
  const window = (number: number) => windows[number] as PlannedWindow
  return {
    ...{ key, search, count: windows.length, unit: 'windows' },
    unitsOf: () => 1,
    place: (number) => pixelsOfCore(window(number), search),
    read: (number, signal) => source.read(window(number).rect, level, signal),
    async compute(pixels, number) {
      const output = await detector.predict(pixels, 1, plan.width, plan.height)
      return packBlock(cutBlock(output, window(number), search))
    },
    isSound(bytes, number) {
      try {
        unpackBlock(bytes, window(number), search)
        return true
      } catch {
        return false
      }
    },
  }
}

export interface Merging {
  /** Gets the heat maps' rows from top to bottom: of all classes, and of each that has a map of its own. */
  push?(rows: Uint8Array, byClass: readonly Uint8Array[]): void
  /** In blocks that are not among these nothing was looked for: they count as empty. Absent: all count. */
  readonly kept?: ReadonlySet<number> | undefined
}

/**
 * The detections of all blocks, in pixels of the level, by falling score.
 * Blocks are taken in the order of the plan, so that the result is the same in whatever order they were computed. Memory
 * holds one row of windows. Throws AppError('search-block') where a block is not there.
 */
export async function mergeDetections(
  { search }: DetectorWork,
  store: BlockStore,
  signal: AbortSignal,
  merging: Merging = {},
): Promise<Detections> {
  const collector = new AnyCollector(search)
  const { gridWidth } = search.plan
  const classes = heatClassesOf(search.detector.classNames)
  const { kept } = merging
  const read = async (number: number, window: PlannedWindow) => {
    const bytes = await store.read(number)
    if (!bytes) throw missingBlock(number)
    return unpackBlock(bytes, window, search)
  }
  const windows = search.plan.rows.flat()
  const [one] = kept ?? []
  const kind = one === undefined ? 'boxes' : (await read(one, windows[one] as PlannedWindow)).kind
  let number = -1
  for (const row of search.plan.rows) {
    const bands = Array.from({ length: 1 + classes }, () => new Uint8Array((row[0]?.core.h ?? 0) * gridWidth))
    for (const window of row) {
      signal.throwIfAborted()
      number++
      const block =
        kept?.has(number) === false ? emptyBlock(kind, window, search) : await read(number, window)
      collector.take(block, window)
      spread(block, window, search, bands)
    }
    collector.endRow()
    const [all, ...byClass] = bands as [Uint8Array, ...Uint8Array[]]
    merging.push?.(all, byClass)
  }
  return collector.finish()
}

/** Puts a block's heat where it belongs in bands of the plan's width: that of all classes, then class by class. */
function spread(
  block: WindowBlock,
  window: PlannedWindow,
  search: Search,
  [all, ...byClass]: readonly Uint8Array[],
): void {
  const { x, w, h } = window.core
  const { gridWidth } = search.plan
  const put = (cells: Uint8Array, band: Uint8Array | undefined) => {
    for (let y = 0; y < h; y++) band?.set(cells.subarray(y * w, (y + 1) * w), y * gridWidth + x)
  }
  put(block.heat, all)
  if (byClass.length === 0) return
  const own = block.kind === 'regions' ? classHeatOfRegions(block, window, search) : block.classHeat
  byClass.forEach((band, c) => put(own.subarray(c * w * h, (c + 1) * w * h), band))
}

function emptyBlock(kind: WindowBlock['kind'], window: PlannedWindow, search: Search): WindowBlock {
  const heat = new Uint8Array(window.core.w * window.core.h)
  if (kind === 'boxes') {
    const classHeat = new Uint8Array(heat.length * heatClassesOf(search.detector.classNames))
    return { kind, heat, classHeat, found: new DetectionList().all() }
  }
  const { w, h } = pixelsOfCore(window, search)
  return { kind, heat, labels: new Uint8Array(w * h), scores: new Uint8Array(w * h) }
}
