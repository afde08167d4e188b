import { countAtLeast } from '../../found/order'
import { isThere } from '../../files/readFile.node'
import { blocksFolder } from '../../files/searchBlocks.node'
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

/** What the prediction that is there says, where it is wanted and made from the same; else undefined. */
export async function madeBefore(
  { out, identity, resume }: Keeping,
  { key, count }: Pick<BlockWork, 'key' | 'count'>,
  threshold: number,
): Promise<PredictResult | undefined> {
  if (!resume || !identity || !isThere(out)) return undefined
  const started = performance.now()
  const file = await openPrediction(out).catch(() => undefined)
  if (!file) return undefined
  try {
    const { info } = file
    if (info.search !== key || info.threshold !== threshold) return undefined
    const detections = countAtLeast(file.detections().score, threshold)
    const tiles = file.tiles()
    const seconds = (performance.now() - started) / 1000
    return {
      ...{ level: info.level ?? 0, detections, seconds, classes: info.classes },
      megapixelsPerSecond: (info.width * info.height) / 1e6 / seconds,
      blocks: { total: count, computed: 0, skipped: count },
      ...(info.coarse && { coarse: info.coarse }),
      ...(tiles && { tiles: tiles.xywh.length / 4 }),
    }
  } catch {
    // Damaged: made again.
    return undefined
  } finally {
    file.close()
  }
}
