import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { YoloFolder, YoloKind } from '../dataset/yoloFolder'
import { says } from '../messages/says/says'
import type { DataJobs } from './jobs'
import { marksOf, type Project } from './project.node'

/**
 * Writes the project's dataset as a folder that YOLO trains on: boxes as the dataset has them, outlines and turned boxes of the
 * objects that these were made from. Throws AppError('no-dataset') where there is none.
 */
export async function exportDataset(
  project: Project,
  { out, kind }: { readonly out: string; readonly kind: YoloKind },
  context: CallContext,
): Promise<YoloFolder> {
  const path = project.paths.dataset('dataset')
  if (!project.paths.has(path)) throw new AppError('no-dataset', says.services.thisProjectHasNoDataset)
  const classes = await project.store.classes()
  const images: DataJobs['dataset.yolo']['in']['images'] = []
  if (kind !== 'detect')
    for (const image of await project.store.images())
      images.push({ ...image, objects: (await marksOf(project, image.id, classes)).objects })
  const classNames = classes.map(({ name }) => name)
  return project.data.run('dataset.yolo', { path, out, kind, images, classNames }, context)
}
