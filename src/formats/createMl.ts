import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { FoundObjects } from './foundObjects'
import type { LabelFile, OpenLabels, ReadFormat } from './format'
import { isNumber, isObject, parseJson, show } from './json'
import { openPictures, type PictureEntry } from './manyPictures'

/** Create ML's JSON (Apple's documentation, "Building an object detector data source"): the middle and the size of boxes, in pixels. */
export const createMl: ReadFormat = {
  id: 'createml',
  label: 'Create ML JSON',
  single: false,
  recognises: (text) =>
    /^\s*\[/.test(text) &&
    /"annotations"\s*:/.test(text) &&
    /"(coordinates|image|imagefilename)"\s*:/.test(text),
  open: openCreateMl,
}

function openCreateMl(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const entries = (Array.isArray(root) ? root : []).flatMap((each) => entryOf(each, file.name))
  if (entries.length === 0) throw new AppError('label-json', says.labelFormats.nameHasNoListOf(file.name))
  return openPictures(file.name, entries)
}

function entryOf(entry: unknown, file: string): PictureEntry[] {
  if (!isObject(entry) || !Array.isArray(entry['annotations'])) return []
  const name = entry['image'] ?? entry['imagefilename']
  const annotations: readonly unknown[] = entry['annotations']
  if (typeof name !== 'string') return []
  return [
    {
      names: [name],
      read: (found) =>
        annotations.forEach((each, i) =>
          readOne(each, found, says.labelFormats.fileNameAnnotationI(file, name, i + 1)),
        ),
    },
  ]
}

function readOne(annotation: unknown, found: FoundObjects, where: string): void {
  found.attempt(() => {
    const label = isObject(annotation) ? annotation['label'] : undefined
    if (typeof label !== 'string' || label === '')
      throw new AppError('label-class', says.labelFormats.whereItHasNoLabel(where))
    const place = isObject(annotation) && isObject(annotation['coordinates']) ? annotation['coordinates'] : {}
    const { x, y, width, height } = place
    if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height) || width < 0 || height < 0)
      throw new AppError('label-value', says.labelFormats.wherePlaceIsNotX(where, show(place)))
    const box = { kind: 'box', x: x - width / 2, y: y - height / 2, w: width, h: height } as const
    found.add({ className: label, shape: box }, where)
  })
}
