import { join } from 'node:path'

/** What `run` found on `image`, below the project's folder of predictions. */
export function predictionFileName(predictions: string, run: string, image: number): string {
  return join(predictions, run, `${image}.h5`)
}
