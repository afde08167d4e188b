import { existsSync } from 'node:fs'
import type { EngineId } from '../engine/engine'
import type { CallContext } from '../ipc/wire'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import type { PredictResult } from '../prediction/collect'
import { chosenImages, chosenRun, locate, type Project } from './project.node'

export interface PredictRequest {
  readonly images: number[] | 'all'
  readonly run?: string | undefined
  readonly threshold?: number | undefined
  readonly engine?: EngineId | 'auto' | undefined
  readonly tta?: TestTimeAugmentation | undefined
}

export interface PredictedImage extends PredictResult {
  readonly id: number
}

/** Searches whole images with a run; what was found so far is kept when a later image fails. */
export async function predictImages(
  project: Project,
  request: PredictRequest,
  context: CallContext,
): Promise<PredictedImage[]> {
  const run = chosenRun(project, request.run)
  const images = await chosenImages(project, request.images)
  const results: PredictedImage[] = []
  for (const [i, image] of images.entries()) {
    context.signal.throwIfAborted()
    const note = images.length > 1 ? `${image.name} (${i + 1} of ${images.length})` : image.name
    const input = {
      image: locate(project, image),
      runDir: project.paths.run(run.id),
      engine: request.engine ?? 'auto',
      out: project.paths.prediction(run.id, image.id),
      threshold: request.threshold,
      tta: request.tta,
    } as const
    const each = {
      ...context,
      progress: (p: Parameters<CallContext['progress']>[0]) => context.progress({ ...p, note }),
    }
    results.push({ id: image.id, ...(await project.trainer.run('predict', input, each)) })
  }
  return results
}

/** The run whose prediction of an image is shown: the one asked for, else the best run's, else the newest there is. */
export function predictionPath(project: Project, image: number, run?: string): string | undefined {
  if (run)
    return existsSync(project.paths.prediction(run, image)) ? project.paths.prediction(run, image) : undefined
  return project.paths.predictionsOf(image).at(-1)
}
