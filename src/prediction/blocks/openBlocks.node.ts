import { AppError } from '../../base/errors'
import type { JobContext } from '../../base/job'
import { countAtLeast, sameThreshold, statedThreshold, type Threshold } from '../../found/threshold'
import { isThere } from '../../files/readFile.node'
import { blocksFolder } from '../../files/searchBlocks.node'
import { changeThreshold } from '../changeThreshold.node'
import { openPrediction } from '../predictionFile.node'
import type { PredictResult } from '../predictResult'
import type { BlockStore } from './blockStore'
import type { BlockWork } from './blockWork'
import { FolderBlocks } from './folderBlocks.node'
import { MemoryBlocks } from './memoryBlocks.node'

/** How far a search may rely on what was computed before. */
export interface Keeping {
  /** Where the prediction goes; blocks lie in a folder beside it. */
  readonly out: string
  /** What the picture and the network are; absent: nothing is kept but in memory. */
  readonly identity?: string | undefined
  /** A prediction that is there and was made from the same is the result. */
  readonly resume?: boolean | undefined
}

export function openBlocks({ out, identity }: Keeping, { key }: BlockWork): BlockStore {
  return identity ? new FolderBlocks(blocksFolder(out), key) : new MemoryBlocks()
}

/** Whether the prediction that is there was made by the search of this key. */
export async function isMade(out: string, key: string): Promise<boolean> {
  if (!isThere(out)) return false
  const file = await openPrediction(out).catch(() => undefined)
  file?.close()
  return file?.info.search === key
}

/** A search by what its result is known by, and the size of what it writes. */
interface Made extends Pick<BlockWork, 'key' | 'count'> {
  /** Of the picture, in full-size pixels. */
  readonly width: number
  readonly height: number
  /** Full-size pixels a cell of the heat map. */
  readonly stride: number
}

/**
 * What the prediction that is there says, where it is wanted and made from the same; else undefined. Nothing that was computed
 * depends on the threshold: one of another threshold is written anew with this one.
 */
export async function madeBefore(
  { out, identity, resume }: Keeping,
  made: Made,
  threshold: Threshold,
  context: JobContext,
): Promise<PredictResult | undefined> {
  if (!resume || !identity || !isThere(out)) return undefined
  const started = performance.now()
  try {
    const before = await readMade(out, made, threshold).catch(() => undefined)
    if (!before) return undefined
    if (!sameThreshold(before.threshold, threshold)) await changeThreshold(out, threshold, context)
    const seconds = (performance.now() - started) / 1000
    const megapixelsPerSecond = (made.width * made.height) / 1e6 / seconds
    return { ...before.result, seconds, megapixelsPerSecond }
  } catch (error) {
    // Damaged: made again.
    if (error instanceof AppError && error.code === 'h5-damaged') return undefined
    throw error
  }
}

async function readMade(out: string, { key, count, width, height, stride }: Made, threshold: Threshold) {
  const file = await openPrediction(out).catch(() => undefined)
  if (!file) return undefined
  try {
    const { info } = file
    const fits = info.width === width && info.height === height && info.heat.stride === stride
    if (info.search !== key || !fits) return undefined
    const tiles = file.tiles()
    const result = {
      ...{ level: info.level ?? 0, classes: info.classes },
      detections: countAtLeast(file.detections(), threshold),
      blocks: { total: count, computed: 0, skipped: count },
      ...(info.coarse && { coarse: info.coarse }),
      ...(tiles && { tiles: tiles.xywh.length / 4 }),
    }
    return { threshold: statedThreshold(info), result }
  } finally {
    file.close()
  }
}
