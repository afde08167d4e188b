import { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { rotate } from '../document/shapes'
import { says } from '../messages/says/says'
import { type Attributes, attributesFrom } from './attributes'
import type { FoundObjects } from './foundObjects'
import { baseName, type LabelFile, type LabelImage, type OpenLabels, type ReadFormat } from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { openPictures, type PictureEntry } from './manyPictures'

/**
 * Label Studio's JSON and JSON-MIN (its documentation, "Export annotations"): a list of tasks, coordinates in hundredths of the
 * picture.
 */
export const labelStudio: ReadFormat = {
  id: 'labelstudio',
  label: 'Label Studio JSON',
  single: false,
  recognises: (text) => /^\s*[[{]/.test(text) && /"original_width"\s*:/.test(text),
  open: openLabelStudio,
}

function openLabelStudio(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const tasks = Array.isArray(root) ? root : [root]
  const entries = tasks.flatMap((task, i) => entryOf(task, says.labelFormats.nameTaskI(file.name, i + 1)))
  if (entries.length === 0) throw new AppError('label-json', says.labelFormats.nameHasNoTaskWith(file.name))
  return openPictures(file.name, entries)
}

function entryOf(task: unknown, where: string): PictureEntry[] {
  if (!isObject(task)) return []
  const data = isObject(task['data']) ? task['data'] : task
  const address = pictureOf(data)
  if (address === undefined) return []
  const sets = resultsOf(task)
  const results = sets.flat()
  const size = results.find((result) => isNumber(result['original_width']))
  return [
    {
      names: namesOf(address),
      width: Number(size?.['original_width']) || undefined,
      height: Number(size?.['original_height']) || undefined,
      read(found, image) {
        if (sets.length > 1) found.say(says.labelFormats.picturesHaveSeveralAnnotationsAnd)
        readResults(results, image, found, where)
      },
    },
  ]
}

/** The first value that is an address of a picture, `image` before others. */
function pictureOf(data: JsonObject): string | undefined {
  const values = [data['image'], data['img'], data['url'], ...Object.values(data)]
  return values.find(
    (value): value is string => typeof value === 'string' && /\.\w{2,5}($|\?)|[?&]d=/.test(value),
  )
}

/** Uploaded pictures have eight signs and a dash before their own name; local ones stand behind `d=`. */
function namesOf(address: string): string[] {
  const local = /[?&]d=([^&]*)/.exec(address)?.[1]
  const path = decoded(local ?? address.replace(/[?#].*$/, ''))
  const bare = baseName(path).replace(/^[0-9a-f]{8}-/, '')
  return bare === baseName(path) ? [path] : [path, bare]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Results of each annotation that was not skipped; those of JSON-MIN hang below the name of a control. */
function resultsOf(task: JsonObject): JsonObject[][] {
  const annotations = task['annotations'] ?? task['completions']
  if (Array.isArray(annotations))
    return annotations.flatMap((one) =>
      isObject(one) && one['was_cancelled'] !== true && Array.isArray(one['result'])
        ? [one['result'].filter(isObject)]
        : [],
    )
  const lists = Object.values(task).filter(
    (value) => Array.isArray(value) && value.some((one) => isObject(one) && 'original_width' in one),
  )
  return lists.length === 0 ? [] : [lists.flatMap((list) => (list as unknown[]).filter(isObject))]
}

function readResults(
  results: readonly JsonObject[],
  image: LabelImage,
  found: FoundObjects,
  task: string,
): void {
  // A region and its label may be two results of one id.
  const labels = new Map<unknown, string>()
  for (const result of results) {
    const label = labelOf(valueOf(result))
    if (label !== undefined) labels.set(result['id'], label)
  }
  const places = new Set(results.flatMap((result) => (isPlace(valueOf(result)) ? [result['id']] : [])))
  const said = saidById(results)
  results.forEach((result, i) => {
    const value = valueOf(result)
    const where = says.labelFormats.taskResultI(task, i + 1)
    if (!isPlace(value)) {
      if (labelOf(value) === undefined && !places.has(result['id']))
        found.leave(says.labelFormats.choicesAndTextsOfWhole)
      return
    }
    found.attempt(() => {
      const className = labelOf(value) ?? labels.get(result['id'])
      if (className === undefined)
        throw new AppError('label-class', says.labelFormats.whereItHasNoLabel(where))
      if (isNumber(result['image_rotation']) && result['image_rotation'] !== 0)
        throw new AppError(
          'label-value',
          says.labelFormats.whereItWasDrawnOn(where, result['image_rotation']),
        )
      const score = result['score']
      found.add(
        {
          ...{ className, shape: shapeOf(value, image, where) },
          score: isNumber(score) ? score : undefined,
          attributes: said.get(result['id']),
        },
        where,
      )
    })
  })
}

const isPlace = (value: JsonObject) => 'x' in value || 'points' in value || 'rle' in value

/** Choices, texts, numbers and ratings of single regions, by the names of their controls. */
function saidById(results: readonly JsonObject[]): ReadonlyMap<unknown, Attributes> {
  const entries = new Map<unknown, [string, unknown][]>()
  for (const result of results) {
    const { choices, text, number, rating } = valueOf(result)
    const said = choices ?? text ?? number ?? rating
    const id = result['id']
    if (id === undefined || said === undefined || isPlace(valueOf(result))) continue
    const entry: [string, unknown] = [
      String(result['from_name'] ?? 'said'),
      Array.isArray(said) ? said.join(', ') : said,
    ]
    const known = entries.get(id)
    if (known) known.push(entry)
    else entries.set(id, [entry])
  }
  return new Map(
    [...entries].flatMap(([id, own]) => {
      const attributes = attributesFrom(own)
      return attributes ? [[id, attributes] as const] : []
    }),
  )
}

const valueOf = (result: JsonObject): JsonObject => (isObject(result['value']) ? result['value'] : result)

function labelOf(value: JsonObject): string | undefined {
  const key = Object.keys(value).find((name) => /labels$/i.test(name))
  const list = key === undefined ? undefined : value[key]
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  return typeof first === 'string' && first !== '' ? first : undefined
}

function shapeOf(value: JsonObject, { width, height }: LabelImage, where: string): Shape {
  const number = (name: string) => {
    const found = value[name]
    if (isNumber(found)) return found / 100
    throw new AppError('label-value', says.labelFormats.whereItsNameIsFound(where, name, show(found)))
  }
  const points = value['points']
  if (Array.isArray(points)) {
    const isPair = (pair: unknown): pair is [number, number] =>
      Array.isArray(pair) && pair.length === 2 && pair.every(isNumber)
    if (points.length < 3 || !points.every(isPair))
      throw new AppError('label-value', says.labelFormats.wherePointsAreNotAt(where, show(points)))
    return shapeOfRing(points.flatMap(([x, y]) => [(x / 100) * width, (y / 100) * height]))
  }
  if ('rle' in value) throw new AppError('label-value', says.labelFormats.whereABrushMaskIs(where))
  const [x, y] = [number('x') * width, number('y') * height]
  const angle = isNumber(value['rotation']) ? (value['rotation'] * Math.PI) / 180 : 0
  if ('radiusX' in value)
    return {
      kind: 'ellipse',
      cx: x,
      cy: y,
      w: 2 * number('radiusX') * width,
      h: 2 * number('radiusY') * height,
      angle,
    }
  if ('keypointlabels' in value || !('height' in value)) return { kind: 'point', x, y }
  const box = { kind: 'box', x, y, w: number('width') * width, h: number('height') * height } as const
  // It turns around its first corner.
  return angle === 0 ? box : rotate(box, angle, x, y)
}
