import { existsSync } from 'node:fs'
import { AppError } from '../base/errors'
import type { DatasetSpec, DatasetSummary } from '../dataset/dataset'
import type { CallContext } from '../ipc/wire'
import { classNames, locate, marksOf, type Project } from './project.node'

export const defaultSpec: DatasetSpec = { tile: 256, level: 0, split: [0.7, 0.2, 0.1], seed: 1 }

/** Builds the dataset out of everything that is marked and checked; the old file stays until the new one is whole. */
export async function buildDataset(
  project: Project,
  spec: DatasetSpec,
  context: CallContext,
  out = project.paths.dataset('dataset'),
): Promise<DatasetSummary> {
  const sum = spec.split[0] + spec.split[1] + spec.split[2]
  if (Math.abs(sum - 1) > 1e-6 || spec.split.some((share) => share < 0)) {
    throw new AppError(
      'bad-split',
      `The split ${spec.split.join(',')} must be three shares that add up to 1, such as 0.7,0.2,0.1.`,
    )
  }
  const { store } = project
  const classes = store.classes()
  if (classes.length === 0)
    throw new AppError('no-classes', 'This project has no class yet; add one and mark a few objects.')
  const images = store
    .images()
    .map((image) => ({ ...locate(project, image), ...marksOf(project, image.id, classes) }))
  if (!images.some((image) => image.objects.shapes.length > 0)) {
    throw new AppError(
      'no-objects',
      'No object is marked in this project; mark a few objects first, then build the dataset.',
    )
  }
  if (!images.some((image) => image.checked.length > 0)) {
    context.warn(
      'No area is marked as checked, so there is no background to learn from; mark the areas you have looked through.',
    )
  }
  const used = images.filter(
    (image) => image.objects.shapes.length + image.checked.length + image.rejections.length > 0,
  )
  return project.data.run(
    'dataset.build',
    { out, spec, classNames: classNames(project), images: used },
    context,
  )
}

export async function inspectDataset(
  project: Project,
  context: CallContext,
  index = false,
): Promise<DatasetSummary | null> {
  const path = project.paths.dataset('dataset')
  return existsSync(path) ? project.data.run('dataset.inspect', { path, index }, context) : null
}
