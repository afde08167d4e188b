import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { pathBelow } from '../files/below.node'
import { replaceFile } from '../files/replaceFile.node'
import type { WriteImage, WriteReport } from '../formats/format'
import { formatById } from '../formats/formats'
import { countAtLeast } from '../prediction/order'
import { detectionShape } from '../prediction/prediction'
import { openPrediction } from '../prediction/predictionFile.node'
import { classTable, type ClassifiedImage } from '../prediction/table/classTable'
import { type PackedObjects, shapesOf } from '../project/packedObjects'
import type { DataJobs } from './jobs'

/** Writes a label file, or a folder of them; each is whole or not there. */
export async function writeLabels(
  { format: id, out, classNames, threshold, images: packed }: DataJobs['labels.write']['in'],
  { signal }: JobContext,
): Promise<DataJobs['labels.write']['out']> {
  const format = formatById(id)
  const images: WriteImage[] = []
  // A run may have learned other classes than the project's, and in another order: what it found keeps its names.
  const names = [...classNames]
  for (const { image, content } of packed) {
    signal.throwIfAborted()
    const objects = 'found' in content ? await found(content.found, threshold, names) : marked(content.marked)
    images.push({ image, objects })
  }
  const classified = id === 'csv' ? await classifiedImages(packed, threshold) : undefined
  const { files, written, dropped, changed } = classified
    ? classReport(classified)
    : format.write(images, names)
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

/** What a prediction holds above its threshold, by class numbers into `names`, which gets those that it lacks. */
async function found(
  path: string,
  least: number | undefined,
  names: string[],
): Promise<WriteImage['objects']> {
  const file = await openPrediction(path)
  try {
    const detections = file.detections()
    for (const name of file.info.classNames) if (!names.includes(name)) names.push(name)
    const numbers = file.info.classNames.map((name) => names.indexOf(name))
    const kept = countAtLeast(detections.score, least ?? file.info.threshold)
    return Array.from({ length: kept }, (_, i) => ({
      shape: detectionShape(detections, i),
      class: numbers[detections.class[i] as number] as number,
      score: detections.score[i] as number,
    }))
  } finally {
    file.close()
  }
}

/** What a classifier said of the images; undefined where any was not classified. */
async function classifiedImages(
  images: DataJobs['labels.write']['in']['images'],
  least: number | undefined,
): Promise<ClassifiedImage[] | undefined> {
  const all: ClassifiedImage[] = []
  for (const { image, content } of images) {
    if (!('found' in content)) return undefined
    const file = await openPrediction(content.found)
    try {
      const { classes, classNames, several = false, threshold } = file.info
      const tiles = file.tiles()
      if (!classes || !tiles) return undefined
      const whole = classes.map(({ probability }) => probability)
      all.push({ ...image, classNames, several, threshold: least ?? threshold, whole, tiles })
    } finally {
      file.close()
    }
  }
  return all
}

function classReport(images: readonly ClassifiedImage[]): WriteReport {
  const { text, rows } = classTable(images)
  return { files: [{ name: 'classes.csv', text }], written: rows, dropped: 0, changed: 0 }
}
