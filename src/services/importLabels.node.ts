import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { ClassRecord, ImageRecord } from '../records/records'
import type { LabelImage } from '../formats/format'
import type { CallContext } from '../base/wire'
import type { ColumnMeanings } from '../formats/columnMeanings'
import type { Coordinates } from '../formats/coordinates'
import type { MaskValues } from '../formats/maskValues'
import type { LabelFormatChoice, PackedLabels } from './jobs'
import { says } from '../messages/says/says'
import type { MatchedLabels } from './labelFiles.node'
import type { Told } from './labelsTold'
import { classColor, classNames, type Project } from './project.node'

/** How labels are to be read. */
export interface LabelRequest {
  readonly format: LabelFormatChoice
  /** What the labels' coordinates are, where a person says so. */
  readonly coordinates?: Coordinates | undefined
  /** What the columns of a table of labels are, where a person says so. */
  readonly columns?: ColumnMeanings | undefined
  /** What the values of masks are, where a person says so. */
  readonly maskValues?: MaskValues | undefined
}

/** What the images and label files of one import have in common. */
export interface LabelImport {
  readonly project: Project
  readonly request: LabelRequest
  readonly context: CallContext
  readonly growing: boolean
  readonly matched: MatchedLabels
  /** Other pictures of the same import that a name could mean as well, by picture. */
  readonly others: ReadonlyMap<string, readonly string[]>
  readonly told: Told
}

/** Labels of a new image; one of several that its label file does not speak of has none, which is said. */
export async function labelsOf(
  session: LabelImport,
  file: string,
  image: ImageRecord,
): Promise<PackedLabels | undefined> {
  const several = session.matched.isShared(file)
  const others = several ? session.others.get(image.path) : undefined
  try {
    const read = await importLabelsOf(session, file, { ...image, others, several })
    session.told.labelled()
    return read
  } catch (error) {
    const isOfOthers =
      error instanceof AppError && (error.code === 'label-image' || error.code === 'label-ambiguous')
    if (!several || !isOfOthers) throw error
    session.told.unlabelled(error)
    return undefined
  }
}

export async function importLabelsOf(
  { project, request, context, growing, told }: LabelImport,
  file: string,
  { name, width, height, path, geo, others, several }: ImageRecord & Pick<LabelImage, 'others' | 'several'>,
): Promise<PackedLabels> {
  // While they grow, the numbers of YOLO's classes stay those of the files.
  const names = growing ? [] : await classNames(project)
  const image = { name, width, height, path, geo, others, several }
  const { format, coordinates, columns, maskValues } = request
  const read = await project.data.run(
    'labels.pack',
    {
      ...{ files: [file], format, image, classNames: names, coordinates, columns, maskValues },
      scratch: project.paths.images,
    },
    context,
  )
  told.add(read, name)
  return read
}

/** New classes of a label file, where the project had none before this import; otherwise an unknown class is refused. */
export async function planClasses(
  { project, growing }: Pick<LabelImport, 'project' | 'growing'>,
  read: PackedLabels,
  file: string,
): Promise<Omit<ClassRecord, 'id'>[]> {
  const names = await classNames(project)
  const known = new Set(names.map((name) => name.normalize('NFC')))
  if (growing) {
    const added = [...new Set([...read.classNames, ...read.used])].filter((name) => !known.has(name))
    return added.map((name, i) => ({ name, color: classColor(known.size + i) }))
  }
  const missing = read.used.find((name) => !known.has(name))
  if (missing !== undefined) {
    throw new AppError(
      'unknown-class',
      says.importing.fileHasTheClassMissing(
        basename(file) || says.importing.theLabelFile,
        missing,
        names.join(', '),
      ),
    )
  }
  return []
}
