import Flatbush from 'flatbush'
import { countAtLeast } from '../../../src/found/order'
import { detectionRect } from '../../../src/found/detections'
import type { Detections } from '../../../src/found/detections'
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

  reset(detections: Detections | null): void {
    this.detections = detections
    this.index = null
    this.hovered = null
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
    threshold: number,
    hidden: ReadonlySet<number> = new Set(),
  ): number | null {
    const { detections } = this
    const visible = countAtLeast(detections?.score, threshold)
    if (!detections || visible === 0) return null
    this.index ??= indexOf(detections)
    const found = this.index.search(
      x - tolerance,
      y - tolerance,
      x + tolerance,
      y + tolerance,
      (i) => i < visible && !hidden.has(detections.class[i] as number),
    )
    const size = (i: number) => (detections.xywh[i * 4 + 2] ?? 0) * (detections.xywh[i * 4 + 3] ?? 0)
    return found.reduce<number | null>((best, i) => (best === null || size(i) < size(best) ? i : best), null)
  }

  hover(detection: number | null): void {
    this.setFlag(this.hovered, 0)
    this.setFlag(detection, flags.hovered)
    this.hovered = detection
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
