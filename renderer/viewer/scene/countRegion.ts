import { bounds } from '../../../src/records/records'
import type { ClassRecord } from '../../../src/records/records'
import { fromCorners, type Rect } from '../../../src/geometry/rect'
import { RingIndex } from '../../../src/geometry/ringIndex'
import { countsAt, reachOf, type Threshold } from '../../../src/found/threshold'
import type { Detections } from '../../../src/found/detections'
import type { OpenDocument } from '../../document/openDocument.svelte'
import type { FoundClass } from '../../state/foundClasses'

/** What lies in a region, by the middle of its bounds: regions side by side add up. */
export interface RegionCounts {
  readonly objects: number
  /** Also of classes that the project lacks. */
  readonly detections: number
  /** Classes of which there is something, the most first. */
  readonly classes: readonly {
    readonly name: string
    readonly color: string
    readonly objects: number
    readonly detections: number
  }[]
}

interface Countable {
  readonly document: OpenDocument
  readonly classes: readonly ClassRecord[]
  readonly foundClasses: readonly FoundClass[]
  readonly detections: Detections | null
  readonly threshold: Threshold
}

/** A ring as the rectangle that it is; null for one that was drawn by hand. */
export function rectangleOf(ring: readonly number[]): Rect | null {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3, y3, x4, y4] = ring
  if (ring.length !== 8 || x1 !== x4 || x2 !== x3 || y1 !== y2 || y3 === undefined || y3 !== y4) return null
  return fromCorners(x1, y1, x2, y3)
}

/** Counts everything in a ring of image pixels, hidden or not; detections of at least the threshold's score. */
export function countRegion(
  ring: readonly number[],
  { document, classes, foundClasses, detections, threshold }: Countable,
): RegionCounts {
  const region = new RingIndex(ring)
  const byClass = new Map<number, number>()
  for (const id of document.search(region.bounds)) {
    const object = document.objects.get(id)
    if (!object) continue
    const { x, y, w, h } = bounds(object.shape)
    if (region.inside(x + w / 2, y + h / 2)) byClass.set(object.class, (byClass.get(object.class) ?? 0) + 1)
  }
  const byNumber = new Uint32Array(256)
  const counts = detections && countsAt(detections, threshold)
  const reach = detections ? reachOf(detections, threshold) : 0
  for (let i = 0; detections && i < reach; i++) {
    if (!counts?.(i)) continue
    const [x, y, w, h] = detections.xywh.subarray(i * 4, i * 4 + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    if (region.inside(x + w / 2, y + h / 2)) byNumber[detections.class[i] as number]!++
  }
  const of = (is: (each: FoundClass) => boolean) =>
    foundClasses.reduce((sum, each, number) => sum + (is(each) ? (byNumber[number] as number) : 0), 0)
  const own = classes.map(({ id, name, color }) => {
    return { name, color, objects: byClass.get(id) ?? 0, detections: of(({ record }) => record?.id === id) }
  })
  const strangers = foundClasses
    .filter(({ record }) => !record)
    .map((each) => ({ name: each.name, color: each.color, objects: 0, detections: of((e) => e === each) }))
  const found = [...own, ...strangers]
    .filter((each) => each.objects + each.detections > 0)
    .sort((a, b) => b.objects - a.objects || b.detections - a.detections)
  return {
    objects: [...byClass.values()].reduce((sum, count) => sum + count, 0),
    detections: byNumber.reduce((sum, count) => sum + count, 0),
    classes: found,
  }
}
