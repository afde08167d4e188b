import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { predictionFileName } from '../prediction/predictionPath.node'

/** Where everything lies in a project folder (DESIGN section 5). Only names: nothing is created or read here. */
export class ProjectPaths {
  readonly database: string
  readonly lock: string
  readonly images: string
  readonly datasets: string
  readonly runs: string
  readonly predictions: string

  constructor(readonly folder: string) {
    this.database = join(folder, 'project.db')
    this.lock = join(folder, 'project.lock')
    this.images = join(folder, 'images')
    this.datasets = join(folder, 'datasets')
    this.runs = join(folder, 'runs')
    this.predictions = join(folder, 'predictions')
  }

  pyramid(image: number): string {
    return join(this.images, `${image}.tif`)
  }

  dataset(name: string): string {
    return join(this.datasets, `${name}.h5`)
  }

  run(id: string): string {
    return join(this.runs, id)
  }

  prediction(run: string, image: number): string {
    return predictionFileName(this.predictions, run, image)
  }

  /** The prediction files that exist for an image, the newest run last. */
  predictionsOf(image: number): string[] {
    if (!existsSync(this.predictions)) return []
    const runs = readdirSync(this.predictions).sort()
    return runs.map((run) => this.prediction(run, image)).filter((file) => existsSync(file))
  }
}
