import { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import { frameOf } from '../document/shapes'
import { says } from '../messages/says/says'
import type { KeyPoint } from '../records/object'
import { type Attributes, attributesOf } from './attributes'
import type { AnnotationRows } from './annotationRows'
import { shapeOfRegions } from './fit'
import { isNumber, isObject, show, type JsonObject } from './json'
import { maskOfRuns, runsOfText, shapeOfMask } from './masks'

interface Outlined {
  readonly shape: Shape
  readonly attributes?: Attributes | undefined
  readonly keyPoints?: readonly KeyPoint[] | undefined
  readonly changed?: string | undefined
}

/** The shape of a COCO annotation and what else is said of it; undefined for what is left out and counted. Throws AppError('label-value'). */
export function cocoShape(
  annotation: JsonObject,
  where: () => string,
  rows: AnnotationRows,
): Outlined | undefined {
  const { segmentation, iscrowd, num_keypoints: count, attributes } = annotation
  if (iscrowd === 1 || iscrowd === true) {
    rows.count('leftOut', says.labelFormats.crowdsWhichAreNoSingle)
    return undefined
  }
  const box = boxOf(annotation['bbox'], where)
  if (box && box.w === 0 && box.h === 0 && count === 1)
    return { shape: { kind: 'point', x: box.x, y: box.y } }
  const more = {
    attributes: attributesOf(attributes, ['rotation']),
    keyPoints: keyPointsOf(annotation['keypoints'], rows),
  }
  const rotation = isObject(attributes) ? attributes['rotation'] : undefined
  const outlined = isObject(segmentation)
    ? maskOf(segmentation, box, where)
    : polygonsOf(segmentation, box, where)
  if (outlined) return { ...outlined, ...more }
  if (!box) throw new AppError('label-value', says.labelFormats.whereItHasNeitherA(where()))
  if (isNumber(rotation) && rotation !== 0)
    return { shape: { kind: 'rotatedBox', ...frameOf(box), angle: (rotation * Math.PI) / 180 }, ...more }
  return { shape: box, ...more }
}

/** x, y and visibility in turn. */
function keyPointsOf(value: unknown, rows: AnnotationRows): KeyPoint[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  if (value.length % 3 > 0 || value.length > 3000 || !value.every(isNumber)) {
    rows.count('said', says.labelFormats.theKeyPointsOfObjects)
    return undefined
  }
  return Array.from({ length: value.length / 3 }, (_, i): KeyPoint => {
    const [x, y, seen] = value.slice(i * 3, i * 3 + 3) as [number, number, number]
    return { x, y, visible: seen === 0 ? 0 : seen === 1 ? 1 : 2 }
  })
}

function boxOf(box: unknown, where: () => string): Extract<Shape, { kind: 'box' }> | undefined {
  if (box === undefined || box === null || (Array.isArray(box) && box.length === 0)) return undefined
  if (Array.isArray(box) && box.length === 5 && box.every(isNumber))
    throw new AppError('label-value', says.labelFormats.whereBoxIsATurned(where(), show(box)))
  if (!Array.isArray(box) || box.length !== 4 || !box.every(isNumber))
    throw new AppError('label-value', says.labelFormats.whereBoxIsNotA(where(), show(box)))
  const [x, y, w, h] = box as [number, number, number, number]
  if (w < 0 || h < 0) throw new AppError('label-value', says.labelFormats.whereTheSizeWH(where(), w, h))
  return { kind: 'box', x, y, w, h }
}

function maskOf(
  { counts, size }: JsonObject,
  box: Shape | undefined,
  where: () => string,
): Outlined | undefined {
  const [height, width] = Array.isArray(size) ? (size as unknown[]) : []
  const runs = typeof counts === 'string' ? runsOfText(counts) : counts
  try {
    if (
      !Array.isArray(runs) ||
      !runs.every(isNumber) ||
      !isNumber(height) ||
      !isNumber(width) ||
      height * width > 2 ** 30
    )
      throw new AppError('label-value', says.labelFormats.whereItsMaskHasNo(where()))
    const shape = shapeOfMask(maskOfRuns(runs, height, width, where))
    return shape && { shape }
  } catch (error) {
    if (!box || !(error instanceof AppError)) throw error
    return { shape: box, changed: says.labelFormats.aMaskThatCannotBe }
  }
}

/** COCO fills what its polygons cover together. Undefined without any. */
function polygonsOf(
  segmentation: unknown,
  box: Shape | undefined,
  where: () => string,
): Outlined | undefined {
  if (!Array.isArray(segmentation)) return undefined
  const isPolygon = (part: unknown): part is number[] =>
    Array.isArray(part) && part.length >= 6 && part.length % 2 === 0 && part.every(isNumber)
  const parts = segmentation.filter((part) => !Array.isArray(part) || part.length > 0)
  const polygons = parts.filter(isPolygon)
  const wrong: unknown = parts.find((part) => !isPolygon(part))
  if (wrong !== undefined && polygons.length === 0 && !box)
    throw new AppError('label-value', says.labelFormats.whereWrongIsNotA(where(), show(wrong)))
  const changed = wrong === undefined ? undefined : says.labelFormats.aPartThatIsNo
  if (polygons.length === 0) return wrong === undefined || !box ? undefined : { shape: box, changed }
  return { shape: shapeOfRegions(polygons.map((ring) => [ring])), changed }
}
