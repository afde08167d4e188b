import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { Project } from './project.node'

/** Writes the project's dataset as a folder that YOLO trains on. Throws AppError('no-dataset') where there is none. */
export async function exportDataset(
  project: Project,
  out: string,
  context: CallContext,
): Promise<{ readonly tiles: number; readonly written: number; readonly greyed: number }> {
  const path = project.paths.dataset('dataset')
  if (!project.paths.has(path))
    throw new AppError('no-dataset', 'This project has no dataset yet: build one first.')
  return project.data.run('dataset.yolo', { path, out }, context)
}
