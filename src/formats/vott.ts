import { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { says } from '../messages/says/says'
import type { FoundObjects } from './foundObjects'
import type { LabelFile, OpenLabels, ReadFormat } from './format'
import { isNumber, isObject, parseJson, show, type JsonObject } from './json'
import { openPictures, type PictureEntry } from './manyPictures'

/** VoTT 2's JSON (microsoft/VoTT): an export of all assets, or the file of one, in pixels. */
export const vott: ReadFormat = {
  id: 'vott',
  label: 'VoTT JSON',
  single: false,
  recognises: (text) => /^\s*\{/.test(text) && /"asset"\s*:\s*\{/.test(text) && /"regions"\s*:/.test(text),
  open: openVott,
}

function openVott(file: LabelFile): OpenLabels {
  const root = parseJson(file.text, file.name)
  const held = isObject(root) && isObject(root['assets']) ? Object.values(root['assets']) : [root]
  const entries = held.flatMap((each) => entryOf(each, file.name))
  if (entries.length === 0) throw new AppError('label-json', says.labelFormats.nameHasNoAssetWith(file.name))
  const tags = isObject(root) && Array.isArray(root['tags']) ? root['tags'] : []
  const names = tags.flatMap((tag) => (isObject(tag) && typeof tag['name'] === 'string' ? [tag['name']] : []))
  return openPictures(file.name, entries, names)
}

function entryOf(held: unknown, file: string): PictureEntry[] {
  const asset = isObject(held) ? held['asset'] : undefined
  const regions = isObject(held) ? held['regions'] : undefined
  if (!isObject(asset) || !Array.isArray(regions) || typeof asset['name'] !== 'string') return []
  const size = isObject(asset['size']) ? asset['size'] : {}
  const name = decoded(asset['name'])
  return [
    {
      names: [name],
      width: Number(size['width']) || undefined,
      height: Number(size['height']) || undefined,
      read: (found) =>
        regions.forEach((region: unknown, i) =>
          readRegion(region, found, says.labelFormats.fileNameRegionI(file, name, i + 1)),
        ),
    },
  ]
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** One region may have several tags: an object of each. */
function readRegion(region: unknown, found: FoundObjects, where: string): void {
  found.attempt(() => {
    const tags: unknown = isObject(region) ? region['tags'] : undefined
    if (!isObject(region) || !Array.isArray(tags) || tags.length === 0)
      throw new AppError('label-class', says.labelFormats.whereItHasNoTag(where))
    for (const tag of tags) found.add({ className: String(tag), shape: shapeOf(region, where) }, where)
  })
}

function shapeOf(region: JsonObject, where: string): Shape {
  const points = region['points']
  const corners = Array.isArray(points)
    ? points.flatMap((point) => (isObject(point) ? [point['x'], point['y']] : [undefined]))
    : []
  if (region['type'] === 'POINT' && corners.length === 2 && corners.every(isNumber))
    return { kind: 'point', x: corners[0] as number, y: corners[1] as number }
  if (corners.length >= 6 && corners.every(isNumber)) return shapeOfRing(corners)
  const box = isObject(region['boundingBox']) ? region['boundingBox'] : {}
  const [x, y, w, h] = [box['left'], box['top'], box['width'], box['height']]
  if (isNumber(x) && isNumber(y) && isNumber(w) && isNumber(h)) return { kind: 'box', x, y, w, h }
  throw new AppError('label-value', says.labelFormats.whereRegionIsNoBox(where, show(region['boundingBox'])))
}
