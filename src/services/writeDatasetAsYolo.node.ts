import type { JobContext } from '../base/job'
import type { OutlinedImage } from '../dataset/tileOutlines'
import { writeYolo } from '../dataset/writeYolo.node'
import { openDataset } from '../dataset/reader.node'
import type { DataJobs } from './jobs'
import { unpackMarks } from './marks'

/** The project's objects beside its dataset, whose classes may by now have other numbers. */
export async function writeDatasetAsYolo(
  { path, out, kind, images, classNames }: DataJobs['dataset.yolo']['in'],
  context: JobContext,
): Promise<DataJobs['dataset.yolo']['out']> {
  const reader = await openDataset(path)
  const numbers = classNames.map((name) => reader.classNames.indexOf(name))
  reader.close()
  const byNumber = new Map<number, OutlinedImage>()
  for (const { id, width, height, levels, objects: packed } of images) {
    const { objects } = unpackMarks({ objects: packed, checked: [], rejections: [] })
    const classes = objects.classes.map((number) => numbers[number] ?? -1)
    byNumber.set(id, { width, height, levels, objects: { shapes: objects.shapes, classes } })
  }
  return writeYolo({ path, out, kind, images: byNumber }, context)
}
