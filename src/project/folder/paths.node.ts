import { join } from 'node:path'
import { hasFile, pathBelow } from '../../files/below.node'
import { predictionFileName } from '../../files/predictionPath.node'

/** Where everything lies in a project folder (src/docs/project-folder.md). Names that would lead out of it are refused. */
export class ProjectPaths {
  readonly database: string
  /** How many changes were confirmed. */
  readonly confirmed: string
  readonly lock: string
  readonly images: string
  readonly datasets: string
  readonly runs: string
  readonly predictions: string

  constructor(readonly folder: string) {
    this.database = join(folder, 'project.db')
    this.confirmed = join(folder, 'project.count')
    this.lock = join(folder, 'project.lock')
    this.images = join(folder, 'images')
    this.datasets = join(folder, 'datasets')
    this.runs = join(folder, 'runs')
    this.predictions = join(folder, 'predictions')
  }

  /** The folders that hold the project's files. */
  get folders(): readonly string[] {
    return [this.images, this.datasets, this.runs, this.predictions]
  }

  pyramid(image: number): string {
    return pathBelow(this.images, `${image}.tif`)
  }

  dataset(name: string): string {
    return pathBelow(this.datasets, `${name}.h5`)
  }

  run(id: string): string {
    return pathBelow(this.runs, id)
  }

  prediction(run: string, image: number): string {
    return predictionFileName(this.predictions, run, image)
  }

  /** Whether a file of the project is there: a regular one, and no link to another. */
  has(path: string): boolean {
    return hasFile(this.folder, path)
  }
}
