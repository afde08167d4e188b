import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { pathBelow } from '../files/below.node'
import { replaceFile } from '../files/replaceFile.node'
import type { WriteImage } from '../formats/format'
import { formatById } from '../formats/formats'
import { countAtLeast } from '../prediction/order'
import { detectionShape } from '../prediction/prediction'
import { openPrediction } from '../prediction/predictionFile.node'
import { type PackedObjects, shapesOf } from '../project/packedObjects'
import type { DataJobs } from './jobs'

/** Writes a label file, or a folder of them; each is whole or not there. */
export async function writeLabels(
  { format: id, out, classNames, threshold, images: packed }: DataJobs['labels.write']['in'],
  { signal }: JobContext,
): Promise<DataJobs['labels.write']['out']> {
  const format = formatById(id)
  const images: WriteImage[] = []
  for (const { image, content } of packed) {
    signal.throwIfAborted()
    const objects = 'found' in content ? await found(content.found, threshold) : marked(content.marked)
    images.push({ image, objects })
  }
  const { files, written, dropped, changed } = format.write(images, classNames)
  signal.throwIfAborted()
  if (format.folder) {
    for (const file of files) replaceFile(pathBelow(out, file.name), file.text)
  } else {
    if (existsSync(out) && (await stat(out)).isDirectory())
      throw new AppError(
        'is-folder',
        `${out} is a folder; name the file to write, such as ${files[0]?.name}.`,
      )
    replaceFile(out, files[0]?.text ?? '')
  }
  return { written, dropped, changed }
}

function marked(blocks: readonly PackedObjects[]): WriteImage['objects'] {
  const objects: WriteImage['objects'][number][] = []
  for (const block of blocks) {
    let i = 0
    for (const shape of shapesOf(block)) objects.push({ shape, class: block.classes[i++] as number })
  }
  return objects
}

/** What a prediction holds above its threshold. */
async function found(path: string, least: number | undefined): Promise<WriteImage['objects']> {
  const file = await openPrediction(path)
  try {
    const detections = file.detections()
    const kept = countAtLeast(detections.score, least ?? file.info.threshold)
    return Array.from({ length: kept }, (_, i) => ({
      shape: detectionShape(detections, i),
      class: detections.class[i] as number,
      score: detections.score[i] as number,
    }))
  } finally {
    file.close()
  }
}
