import { pathBelow } from './below.node'

/** What `run` found on `image`, below the project's folder of predictions. */
export function predictionFileName(predictions: string, run: string, image: number): string {
  return pathBelow(predictions, run, `${image}.h5`)
}
