import { bounds, type Shape } from '../records/records'
import { outline } from '../document/shapes'
import { partsOf, ringArea } from '../geometry/rings'
import { says } from '../messages/says/says'
import { typedAttributes } from './attributes'
import type { WriteImage, WriteReport } from './format'
import { WrittenCounts } from './writtenCounts'

/**
 * Boxes (each with its outline, for readers that want masks), rotated boxes, polygons of several parts, and points (a single
 * keypoint without extent) survive. Ellipses become polygons, holes are filled, polylines are left out.
 */
export function writeCoco(images: readonly WriteImage[], classNames: readonly string[]): WriteReport {
  const counts = new WrittenCounts('COCO')
  for (const { objects } of images)
    for (const { shape } of objects) {
      if (shape.kind === 'polyline') counts.leave(says.written.polyline)
      else if (shape.kind === 'ellipse') counts.add([says.written.ellipse])
      else counts.add(shape.kind === 'polygon' && segmentationOf(shape).holes ? [says.written.holes] : [])
    }
  const pieces = () => cocoPieces(images, classNames)
  const file = {
    name: 'annotations.json',
    pieces,
    get text() {
      return [...pieces()].join('')
    },
  }
  return { files: [file], ...counts.report() }
}

/** A million objects are more than one text can hold. */
function* cocoPieces(images: readonly WriteImage[], classNames: readonly string[]): Generator<string> {
  const head = {
    images: images.map(({ image, foundBy }, i) => ({
      id: i + 1,
      width: image.width,
      height: image.height,
      file_name: image.name,
      ...(image.pixelSize ? { pixel_size: image.pixelSize } : {}),
      ...foundBy,
    })),
    categories: classNames.map((name, i) => ({ id: i + 1, name, ...keyPointNames(images, i) })),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"annotations":[`
  let id = 0
  for (const [i, { objects }] of images.entries())
    for (const object of objects) {
      if (object.shape.kind === 'polyline') continue
      const { parts } = segmentationOf(object.shape)
      yield `${id === 0 ? '' : ','}\n${JSON.stringify(annotation(object, parts, ++id, i + 1))}`
    }
  yield '\n]}\n'
}

/** The outer outlines; `holes`: some are filled by that. */
function segmentationOf(shape: Shape): { parts: readonly (readonly number[])[]; holes: boolean } {
  if (shape.kind === 'point') return { parts: [], holes: false }
  if (shape.kind !== 'polygon' || !shape.rings) return { parts: outline(shape), holes: false }
  const parts = partsOf(outline(shape))
  return { parts: parts.map(({ outer }) => outer), holes: parts.some(({ holes }) => holes.length > 0) }
}

function annotation(
  object: WriteImage['objects'][number],
  segmentation: readonly (readonly number[])[],
  id: number,
  image: number,
): object {
  const { shape, score, attributes, keyPoints } = object
  const { x, y, w, h } = bounds(shape)
  return {
    id,
    image_id: image,
    category_id: object.class + 1,
    bbox: [x, y, w, h],
    area: segmentation.reduce((sum, ring) => sum + ringArea(ring), 0),
    iscrowd: 0,
    // pycocotools cannot make a mask of no ring at all.
    segmentation: shape.kind === 'point' ? [[x, y, x, y, x, y]] : segmentation,
    ...(shape.kind === 'point' ? { keypoints: [x, y, 2], num_keypoints: 1 } : {}),
    ...(keyPoints
      ? {
          keypoints: keyPoints.flatMap((point) => [point.x, point.y, point.visible]),
          num_keypoints: keyPoints.filter(({ visible }) => visible > 0).length,
        }
      : {}),
    ...(attributes ? { attributes: typedAttributes(attributes) } : {}),
    ...(score === undefined ? {} : { score }),
  }
}

/** Of a class whose objects have key points, what these are called. */
function keyPointNames(images: readonly WriteImage[], number: number): object {
  for (const { objects } of images)
    for (const { class: own, keyPoints } of objects)
      if (own === number && keyPoints)
        return { keypoints: keyPoints.map(({ name }, i) => name ?? String(i + 1)), skeleton: [] }
  return {}
}
