import { existsSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { pathBelow } from '../files/below.node'
import { replaceFile, replaceFileInPieces } from '../files/replaceFile.node'
import type { LabelFormat, LabelImage, WriteImage, WriteReport } from '../formats/format'
import { writeGeoPackage } from '../formats/geoPackageFile.node'
import { formatById } from '../formats/formats'
import { askedOr, asNamed, numbersAtLeast, statedThreshold, type AskedThreshold } from '../found/threshold'
import { detectionShape } from '../found/detections'
import { openPrediction } from '../prediction/predictionFile.node'
import { calledClasses, type LearnedClasses } from '../found/projectClasses'
import { says } from '../messages/says/says'
import { classTable, type ClassifiedImage } from '../prediction/table/classTable'
import type { ObjectRecord } from '../records/object'
import { type PackedObjects, unpackShapes } from '../records/packedObjects'
import { exportNames, type ExportName } from './exportNames'
import { writeMasks } from './writeMasks.node'
import type { DataJobs, ProjectClass } from './jobs'

/** Writes a label file, or a folder of them; each is whole or not there. */
export async function writeLabels(
  { format: id, out, classes, images: packed }: DataJobs['labels.write']['in'],
  { signal, progress }: JobContext,
): Promise<DataJobs['labels.write']['out']> {
  const format = formatById(id)
  const images: WriteImage[] = []
  const names = classes.map(({ name }) => name)
  const called = exportNames(packed.map(({ image }) => image))
  for (const [i, { image, content }] of packed.entries()) {
    signal.throwIfAborted()
    const written =
      'found' in content ? await found(content, classes, names) : { objects: marked(content.marked) }
    const { name, file } = called[i] as ExportName
    images.push({ image: { ...image, name }, file, ...written })
  }
  const classified = id === 'csv' ? await classifiedImages(packed, called, classes) : undefined
  const report: WriteReport = classified ? classReport(classified) : format.write(images, names)
  const { files, masks = [], binaries = [], layers, written, dropped, changed } = report
  signal.throwIfAborted()
  if (format.folder) {
    const drawn = (done: number) => progress({ done, total: masks.length, unit: 'images' })
    await writeMasks(masks, out, signal, drawn)
    for (const file of files) replaceFile(pathBelow(out, ...file.name.split('/')), file.text)
    for (const { name, bytes } of binaries) writeBinary(pathBelow(out, ...name.split('/')), bytes)
  } else {
    if (existsSync(out) && (await stat(out)).isDirectory())
      throw new AppError('is-folder', says.services.outIsAFolderName(out, String(files[0]?.name)))
    if (layers) await writeGeoPackage(out, layers)
    else if (files[0]?.pieces) await replaceFileInPieces(out, files[0].pieces(), signal)
    else replaceFile(out, files[0]?.text ?? '')
  }
  return {
    written,
    dropped,
    changed,
    notes: [
      ...(report.notes ?? []),
      ...whatIsLost(format, images, report.keyPointsKept),
      ...toldApart(
        packed.map(({ image }) => image),
        called,
      ),
    ],
  }
}

/** What the format has no place for, by kind. */
function whatIsLost(
  { holds = {}, label }: LabelFormat,
  images: readonly WriteImage[],
  keyPointsKept = holds.keyPoints ?? false,
): string[] {
  let [attributes, keyPoints] = [0, 0]
  const kept = holds.attributes
  for (const { objects } of images)
    for (const object of objects) {
      const names = kept === 'all' ? [] : Object.keys(object.attributes ?? {})
      if (names.some((name) => !kept?.includes(name))) attributes++
      if (object.keyPoints && !keyPointsKept) keyPoints++
    }
  const sentence = (count: number, what: string) =>
    count === 0 ? [] : [says.services.theWhatOfCountObjects(what, count, label)]
  return [...sentence(attributes, says.services.attributes), ...sentence(keyPoints, says.services.keyPoints)]
}

function writeBinary(path: string, bytes: Uint8Array | undefined): void {
  if (bytes) replaceFile(path, bytes)
  else rmSync(path, { force: true })
}

function toldApart(images: readonly LabelImage[], called: readonly ExportName[]): string[] {
  const renamed = called.filter(({ name }, i) => name !== images[i]?.name)
  const some = renamed.slice(0, 3).map(({ name }) => name)
  if (renamed.length === 0) return []
  return [
    says.services.renamedImagesHaveNamesThat(
      renamed.length,
      some.join(', '),
      renamed.length > 3 ? ', …' : '',
    ),
  ]
}

function marked(blocks: readonly PackedObjects[]): WriteImage['objects'] {
  const objects: WriteImage['objects'][number][] = []
  for (const block of blocks) {
    let i = 0
    const extra = new Map(block.extra)
    for (const shape of unpackShapes(block)) {
      const said = extra.get(i)
      const more =
        said === undefined ? {} : (JSON.parse(said) as Pick<ObjectRecord, 'attributes' | 'keyPoints'>)
      const { attributes, keyPoints } = more
      objects.push({
        ...{ shape, class: block.classes[i++] as number },
        ...(attributes ? { attributes } : {}),
        ...(keyPoints ? { keyPoints } : {}),
      })
    }
  }
  return objects
}

interface Found {
  readonly found: string
  readonly classIds?: LearnedClasses['classIds']
  readonly threshold?: AskedThreshold | undefined
}

/** What a prediction holds above its threshold, by class numbers into `names`, which gets those that it lacks. */
async function found(
  { found: path, classIds, threshold: asked }: Found,
  classes: readonly ProjectClass[],
  names: string[],
): Promise<Omit<WriteImage, 'image'>> {
  const file = await openPrediction(path)
  try {
    const detections = file.detections()
    const { classNames, run } = file.info
    const threshold = askedOr(asked, statedThreshold(file.info))
    const called = calledClasses({ classNames, classIds }, classes)
    for (const name of called) if (!names.includes(name)) names.push(name)
    const numbers = called.map((name) => names.indexOf(name))
    const objects = Array.from(numbersAtLeast(detections, threshold), (i) => ({
      shape: detectionShape(detections, i),
      class: numbers[detections.class[i] as number] as number,
      score: detections.score[i] as number,
    }))
    return { objects, foundBy: { run, ...asNamed(threshold, called) } }
  } finally {
    file.close()
  }
}

/** What a classifier said of the images; undefined where any was not classified. */
async function classifiedImages(
  images: DataJobs['labels.write']['in']['images'],
  called: readonly ExportName[],
  project: readonly ProjectClass[],
): Promise<ClassifiedImage[] | undefined> {
  const all: ClassifiedImage[] = []
  for (const [i, { image, content }] of images.entries()) {
    if (!('found' in content)) return undefined
    const file = await openPrediction(content.found)
    try {
      const { classes, several = false } = file.info
      const learned = { classNames: file.info.classNames, classIds: content.classIds }
      const classNames = calledClasses(learned, project)
      const tiles = file.tiles()
      if (!classes || !tiles) return undefined
      const whole = classes.map(({ probability }) => probability)
      all.push({
        ...image,
        name: (called[i] as ExportName).name,
        classNames,
        several,
        threshold: askedOr(content.threshold, statedThreshold(file.info)),
        whole,
        tiles,
      })
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
