import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { AppError } from '../base/errors'
import { withoutEnding } from '../formats/format'
import { isValueTable } from '../formats/instanceTable.node'
import { closeness, nameKey } from '../formats/pictureNames'
import { says } from '../messages/says/says'

const labelEndings = new Set(['.txt', '.json', '.geojson', '.xml', '.csv', '.tsv', '.gpkg', '.shp'])
/** Lists of class names, and what programs write beside labels. */
const notLabels =
  /^(classes|class_names|labelmap|labels|predefined_classes|readme.*|obj|train|val|valid|test)\.txt$|^notes\.json$|^_classes\.csv$/i

export function isLabelFile(file: string): boolean {
  return labelEndings.has(extname(file).toLowerCase())
}

/** Which label file is whose. */
export interface MatchedLabels {
  /** Undefined where there are no labels for anybody; an error where there are, and none for this picture. */
  of(picture: string): string | AppError | undefined
  /** Whether a file is for several pictures. */
  isShared(file: string): boolean
  /** Label files among the given that belong to none of the pictures. */
  readonly unused: readonly string[]
}

interface Given {
  /** By a list that names both. */
  readonly listed: ReadonlyMap<string, string>
  /** Given together with the pictures. */
  readonly beside: readonly string[]
  /** A file or a folder. */
  readonly given: string | undefined
}

/** Throws AppError where the given labels do not exist, or are given twice. */
export function matchLabels(pictures: readonly string[], { listed, beside, given }: Given): MatchedLabels {
  const path = given === undefined ? undefined : resolve(given)
  if (path !== undefined && !existsSync(path))
    throw new AppError('file-missing', says.importing.theLabelFileGivenDoes(String(given)))
  const folder = path !== undefined && statSync(path).isDirectory() ? path : undefined
  const found = [...byName(pictures, beside)]
  const ofFolder = folder === undefined ? new Map<string, string | AppError>() : inFolder(pictures, folder)
  const twice = found.find(([, file]) => path !== undefined && typeof file === 'string')
  if (twice)
    throw new AppError(
      'usage',
      says.importing.twiceHasLabelsInTwice2(basename(twice[0]), basename(String(twice[1])), String(given)),
    )
  const all = new Map<string, string | AppError>([...ofFolder, ...found, ...listed])
  const used = new Map<string, number>()
  for (const file of all.values()) if (typeof file === 'string') used.set(file, (used.get(file) ?? 0) + 1)
  return {
    of: (picture) => all.get(picture) ?? (folder === undefined ? path : undefined),
    isShared: (file) => (file === path ? pictures.length > 1 : (used.get(file) ?? 0) > 1),
    unused: beside.filter((file) => !used.has(file) && !notLabels.test(basename(file))),
  }
}

/** Pictures that a name could mean as well, by picture. */
export function picturesAlike(pictures: readonly string[]): Map<string, readonly string[]> {
  const groups = groupBy(pictures, nameKey)
  const alike = new Map<string, readonly string[]>()
  for (const group of groups.values())
    if (group.length > 1)
      for (const picture of group)
        alike.set(
          picture,
          group.filter((other) => other !== picture),
        )
  return alike
}

function groupBy(files: readonly string[], key: (file: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const group = groups.get(key(file))
    if (group) group.push(file)
    else groups.set(key(file), [file])
  }
  return groups
}

/** By name, and by the folders that tell those of one name apart; an error where they do not. */
function byName(pictures: readonly string[], labels: readonly string[]): Map<string, string | AppError> {
  const candidates = groupBy(labels, (file) => nameKey(plainLabel(file, pictures)))
  const alike = picturesAlike(pictures)
  const found = new Map<string, string | AppError>()
  for (const picture of pictures) {
    const own = candidates.get(nameKey(picture)) ?? []
    const label = nearest(picture, own, alike.get(picture) ?? [])
    if (label !== undefined) found.set(picture, label)
  }
  return found
}

const maskEnding = /[-_.](cp_masks|masks?|labels?|seg(mentation)?|gt)$/i

/** What a label file is called without its ending; a mask also without what programs put behind the picture's name. */
function plainLabel(file: string, pictures: readonly string[]): string {
  const stem = withoutEnding(file)
  if (!/\.(png|tiff?|btf)$/i.test(file) || !maskEnding.test(stem)) return stem
  const isPicture = pictures.some((picture) => nameKey(picture) === nameKey(stem))
  return isPicture ? stem : stem.replace(maskEnding, '')
}

function nearest(
  picture: string,
  labels: readonly string[],
  others: readonly string[],
): string | AppError | undefined {
  const near = (label: string, to: string) => closeness(plainLabel(label, [picture, ...others]), mirrored(to))
  const fits = labels
    .map((label) => ({
      label,
      close: near(label, picture),
      rival: Math.max(0, ...others.map((other) => near(label, other))),
    }))
    .filter(({ close, rival }) => close >= rival)
  const best = Math.max(...fits.map(({ close }) => close))
  const [first, second] = fits.filter(({ close }) => close === best)
  if (!first) return undefined
  const twin = others.find((other) => near(first.label, other) === best)
  if (!second && first.rival < first.close) return first.label
  return new AppError(
    'label-ambiguous',
    second
      ? says.importing.labelAndSecondLabelCould(first.label, second.label, picture)
      : says.importing.labelCouldBeTheLabels(first.label, picture, String(twin)),
  )
}

/** Label files have another ending than their picture, so that only names without one compare. */
const mirrored = (picture: string) => withoutEnding(picture)

/** A picture without a file has no labels, which is said; a folder without any for these pictures is refused. */
function inFolder(pictures: readonly string[], folder: string): Map<string, string | AppError> {
  const labels = labelFilesIn(folder)
  const found = byName(pictures, labels)
  const [only, second] = labels.filter((file) => !/\.txt$/i.test(file))
  if (found.size === 0 && only !== undefined && second === undefined)
    return new Map(pictures.map((picture) => [picture, only]))
  const [first] = pictures
  if (found.size === 0 && first !== undefined)
    throw new AppError(
      'file-missing',
      says.importing.theFolderFolderHasNo(
        folder,
        basename(first),
        basename(withoutEnding(first)),
        pictures.length > 1 ? says.importing.andNoneForTheOther(pictures.length - 1) : '',
      ),
    )
  for (const picture of pictures)
    if (!found.has(picture))
      found.set(
        picture,
        new AppError('label-image', says.importing.theFolderFolderHasNoLabel(folder, basename(picture))),
      )
  return found
}

/** Of a folder without any other labels, its masks. */
function labelFilesIn(folder: string): string[] {
  const labels = [...filesBelow(folder)].filter(
    (file) => isLabelFile(file) && !notLabels.test(basename(file)),
  )
  // A table beside a mask says of what classes its objects are, and holds no labels of its own.
  const own = labels.filter((file) => !isValueTable(file))
  return own.length > 0 ? own : [...filesBelow(folder)].filter((file) => /\.(png|tiff?|btf)$/i.test(file))
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory() && !/\.windhover$/.test(entry.name)) yield* filesBelow(path)
    if (entry.isFile()) yield path
  }
}
