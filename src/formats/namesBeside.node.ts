import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { namesFromColours, namesFromList, namesFromPixelValues, namesFromYaml } from './classLists'
import type { NamesBeside } from './format'
import { decodeText } from './labelText'

/** Larger ones are no lists of names. */
const largest = 4 * 1024 * 1024

/**
 * Class names out of the label file's folder or one of three above it, where YOLO's data sets have them: classes.txt, data.yaml or
 * another YAML with names, Darknet's *.names; LabelMe's class_names.txt, CVAT's labelmap.txt and Roboflow's _classes.csv beside masks. Throws AppError('label-names') where two there contradict each other.
 */
export async function namesBeside(file: string): Promise<NamesBeside | undefined> {
  let folder = dirname(file)
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    const found = await namesIn(folder)
    if (found) return found
    if (dirname(folder) === folder) break
  }
  return undefined
}

/** A folder is asked for once for each of its thousand label files. */
let last:
  { readonly folder: string; readonly time: number; readonly names: NamesBeside | undefined } | undefined

async function namesIn(folder: string): Promise<NamesBeside | undefined> {
  const entries = await readdir(folder).catch(() => [])
  const candidates = entries
    .filter((name) => /\.(ya?ml|names)$|^(classes|class_names|labelmap)\.txt$|^_classes\.csv$/i.test(name))
    .sort()
  let time = 0
  for (const name of candidates)
    time = Math.max(time, (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0)
  const key = [folder, ...candidates].join('|')
  if (last?.folder === key && last.time === time) return last.names
  const names = await choose(folder, candidates)
  last = { folder: key, time, names }
  return names
}

async function choose(folder: string, candidates: readonly string[]): Promise<NamesBeside | undefined> {
  const found: { readonly name: string; readonly names: NamesBeside }[] = []
  for (const name of candidates) {
    const names = await namesOf(join(folder, name), name)
    if (names) found.push({ name, names })
  }
  const known = (pattern: RegExp) => found.find(({ name }) => pattern.test(name))
  const first = known(/^classes\.txt$/i) ?? known(/^data\.ya?ml$/i) ?? known(/^dataset\.ya?ml$/i) ?? found[0]
  if (!first) return undefined
  const same = (other: NamesBeside) => first.names.names.join('\n') === other.names.join('\n')
  const other = found.find(({ names }) => !same(names))
  if (other)
    throw new AppError('label-names', says.labels.folderHoldsTwoListsOf(folder, first.name, other.name))
  const keyPoints = found.find(({ names }) => names.keyPoints)?.names.keyPoints
  return keyPoints ? { ...first.names, keyPoints } : first.names
}

async function namesOf(path: string, name: string): Promise<NamesBeside | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile() || found.size > largest) return undefined
  const bytes = await readFile(path).catch(() => undefined)
  if (!bytes) return undefined
  const text = decodeText(bytes, name)
  if (/\.ya?ml$/i.test(name))
    return /^\s*["']?names["']?\s*:/m.test(text) ? namesFromYaml(text, name) : undefined
  if (/^labelmap\.txt$/i.test(name)) return namesFromColours(text)
  if (/\.csv$/i.test(name)) return namesFromPixelValues(text)
  return text.trim() === '' ? undefined : { names: namesFromList(text) }
}
