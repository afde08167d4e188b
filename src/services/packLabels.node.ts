import type { JobContext } from '../base/job'
import { bounds } from '../records/records'
import { takeLabels } from '../formats/readLabels.node'
import { zOrder } from '../geometry/zOrder'
import { ObjectPacker, type PackedObjects, reordered, unpackShapes } from '../records/packedObjects'
import type { DataJobs, PackedLabels } from './jobs'

const manyObjects = 5000

/** The objects of one image out of its label files by columns, ready to be stored: a million are never a list. */
export async function packLabels(
  input: DataJobs['labels.pack']['in'],
  context: JobContext,
): Promise<PackedLabels> {
  const used: string[] = []
  const number = new Map<string, number>()
  const packer = new ObjectPacker()
  const read = await takeLabels(
    input,
    ({ className, shape, locked, attributes, keyPoints }) => {
      let known = number.get(className)
      if (known === undefined) number.set(className, (known = used.push(className) - 1))
      packer.add({
        ...{ id: 0, class: known, shape, origin: 'import' as const },
        ...(locked ? { locked } : {}),
        ...(attributes ? { attributes } : {}),
        ...(keyPoints ? { keyPoints } : {}),
      })
    },
    context,
  )
  const objects =
    packer.count < manyObjects ? packer.packed(0) : nearTogether(packer.packed(0, { shared: true }))
  return { ...read, used, objects }
}

/** Very many come in an order in which near ones follow each other: blocks of them are then small on the picture. */
function nearTogether(objects: PackedObjects): PackedObjects {
  const corners = new Float64Array(objects.count * 4)
  let at = 0
  for (const shape of unpackShapes(objects)) {
    const { x, y, w, h } = bounds(shape)
    corners[at++] = x
    corners[at++] = y
    corners[at++] = x + w
    corners[at++] = y + h
  }
  return reordered(objects, zOrder(corners))
}
