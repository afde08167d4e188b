import Flatbush from 'flatbush'
import { countsAt, type Threshold } from '../../../src/found/threshold'
import { detectionRect, detectionShape } from '../../../src/found/detections'
import type { Detections } from '../../../src/found/detections'
import { ringSelects } from '../../../src/document/shapes'
import { RingIndex } from '../../../src/geometry/ringIndex'
import { bounds } from '../../../src/records/records'
import { eachEdge } from '../../../src/geometry/rings'
import { flags, InstanceStore, kinds } from './instanceStore'
import type { Instance } from './instanceStore'

/** The GPU's records of a prediction, boxes or the edges of outlines, and which detection lies under the pointer. */
export class DetectionInstances {
  readonly store = new InstanceStore()
  private detections: Detections | null = null
  readonly edges = new InstanceStore()
  private slots: Uint32Array = new Uint32Array(0)
  /** Of outlines: detection i has the edges edgeOffset[i] .. edgeOffset[i + 1]. */
  private edgeOffset: Uint32Array = new Uint32Array(0)
  private index: Flatbush | null = null
  private hovered: number | null = null
  private picked: ReadonlySet<number> = new Set()

  reset(detections: Detections | null): void {
    this.detections = detections
    this.index = null
    this.hovered = null
    this.picked = new Set()
    const count = detections?.score.length ?? 0
    const looks = (i: number) => ({ palette: detections?.class[i] ?? 0, score: detections?.score[i] ?? 0 })
    const boxes: Instance[] = []
    const edges: Instance[] = []
    this.edgeOffset = new Uint32Array(count + 1)
    for (let i = 0; i < count; i++) {
      const { outlines } = detections as Detections
      if (outlines) {
        const ring = outlines.points.subarray(outlines.offset[i]! * 2, outlines.offset[i + 1]! * 2)
        eachEdge(ring, true, (ax, ay, bx, by) =>
          edges.push({ x: ax, y: ay, w: bx - ax, h: by - ay, kind: kinds.segment, ...looks(i) }),
        )
      } else boxes.push({ ...detectionRect(detections as Detections, i), kind: kinds.box, ...looks(i) })
      this.edgeOffset[i + 1] = edges.length
    }
    const [boxSlots, edgeSlots] = [this.store.reset(boxes), this.edges.reset(edges)]
    this.slots = detections?.outlines ? edgeSlots : boxSlots
  }

  /** The smallest detection at a point, of at least this score and none of the hidden class numbers. */
  at(
    { x, y }: { readonly x: number; readonly y: number },
    tolerance: number,
    threshold: Threshold,
    hidden: ReadonlySet<number> = new Set(),
  ): number | null {
    const { detections } = this
    if (!detections || detections.score.length === 0) return null
    const counts = countsAt(detections, threshold)
    this.index ??= indexOf(detections)
    const found = this.index.search(
      x - tolerance,
      y - tolerance,
      x + tolerance,
      y + tolerance,
      (i) => counts(i) && !hidden.has(detections.class[i] as number),
    )
    const size = (i: number) => (detections.xywh[i * 4 + 2] ?? 0) * (detections.xywh[i * 4 + 3] ?? 0)
    return found.reduce<number | null>((best, i) => (best === null || size(i) < size(best) ? i : best), null)
  }

  /** Those that a ring touches, or that lie wholly in it; of at least this score and none of the hidden class numbers. */
  inRing(
    points: readonly number[],
    wholly: boolean,
    { threshold, hidden }: { readonly threshold: Threshold; readonly hidden: ReadonlySet<number> },
  ): number[] {
    const { detections } = this
    if (!detections || detections.score.length === 0) return []
    const counts = countsAt(detections, threshold)
    this.index ??= indexOf(detections)
    const { x, y, w, h } = bounds({ kind: 'polygon', points })
    const ring = new RingIndex(points)
    return this.index
      .search(x, y, x + w, y + h, (i) => counts(i) && !hidden.has(detections.class[i] as number))
      .filter((i) => ringSelects(ring, detectionShape(detections, i), wholly))
      .sort((a, b) => a - b)
  }

  hover(detection: number | null): void {
    const before = this.hovered
    this.hovered = detection
    this.draw(before)
    this.draw(detection)
  }

  /** Draws these as picked, and none else. */
  pick(detections: ReadonlySet<number>): void {
    const before = this.picked
    this.picked = detections
    for (const i of before) if (!detections.has(i)) this.draw(i)
    for (const i of detections) if (!before.has(i)) this.draw(i)
  }

  private draw(detection: number | null): void {
    if (detection === null) return
    const picked = this.picked.has(detection) ? flags.selected : 0
    this.setFlag(detection, picked | (detection === this.hovered ? flags.hovered : 0))
  }

  private setFlag(detection: number | null, bits: number): void {
    if (detection === null || !this.detections) return
    if (!this.detections.outlines) this.store.setFlags(this.slots[detection] as number, bits)
    else
      for (const slot of this.slots.subarray(...this.edgeOffset.subarray(detection, detection + 2)))
        this.edges.setFlags(slot, bits)
  }
}

function indexOf(detections: Detections): Flatbush {
  const index = new Flatbush(detections.score.length)
  for (let i = 0; i < detections.score.length; i++) {
    const { x, y, w, h } = detectionRect(detections, i)
    index.add(x, y, x + w, y + h)
  }
  index.finish()
  return index
}
