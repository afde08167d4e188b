import type { JobContext } from '../base/job'
import { asStated, type Threshold } from '../found/threshold'
import { heatTileSize } from './heatPyramid.node'
import { openPrediction, writePrediction } from './predictionFile.node'

/**
 * Writes a prediction anew with another threshold, as a search with that one would have: the file holds whatever was found,
 * and says from which score on it counts. Memory holds the detections and some rows of the heat map. Throws AppError: what
 * `openPrediction` and `writePrediction` throw; then the file is as it was.
 */
export async function changeThreshold(
  path: string,
  threshold: Threshold,
  context: JobContext,
): Promise<void> {
  const file = await openPrediction(path)
  let open = true
  const close = () => {
    if (open) file.close()
    open = false
  }
  try {
    const { heat, thresholds: _, ...about } = file.info
    const { height } = heat.levels[0] ?? { height: 0 }
    const [found, tiles] = [file.detections(), file.tiles()]
    const ofClasses = Array.from({ length: heat.classes ?? 0 }, (_, c) => c)
    const fill = async (into: { push(rows: Uint8Array, byClass: readonly Uint8Array[]): void }) => {
      for (let row = 0; row < height; row += heatTileSize) {
        context.progress({ done: row, total: height, unit: 'rows' })
        // A cancel message is heard between two of them.
        await new Promise((resolve) => setImmediate(resolve))
        context.signal.throwIfAborted()
        const to = Math.min(height, row + heatTileSize)
        into.push(
          file.heatRows(row, to),
          ofClasses.map((c) => file.heatRows(row, to, c)),
        )
      }
      // It is about to be replaced, which some systems refuse while it is open.
      close()
      return found
    }
    await writePrediction(
      path,
      { ...about, ...asStated(threshold), stride: heat.stride, heatClasses: heat.classes },
      fill,
      tiles,
    )
  } finally {
    close()
  }
}
