import type { JobContext } from '../base/job'
import { openServedSource } from '../image/pixelSource.node'
import type { PlannedImage, SearchPlan } from './searchPlan'
import { searchImages } from './searchImages.node'

/**
 * A search of which nothing but merging is left; one that was merged before is left as it is, unless it is to be made anew. Throws
 * AppError.
 */
export async function mergeBlocks(
  { runDir, engine, tta, threshold, merge }: SearchPlan,
  { image, out, level, tiles }: PlannedImage,
  context: JobContext,
  anew = false,
): Promise<void> {
  const images = [{ image, out, level, tiles }]
  const job = { images, runDir, engine, tta, threshold, merge, resume: !anew }
  await searchImages(job, context, (image) => openServedSource(image, level))
}
