import { Random } from '../../base/random'

/** Anchors at each scale. */
export const anchorsAtScale = 3

/** Pixels a cell of each scale, in the order of the output: coarse first, as in Darknet's configuration. */
const yoloStrides = { yolo: [32, 16, 8], 'yolo-tiny': [32, 16] } as const

export type Anchor = readonly [number, number]

/** A scale of YOLO for tiles of size × size or windows of any size. */
export interface Scale {
  readonly stride: number
  readonly anchors: readonly Anchor[]
}

/** The scales of a model in the order of its output; of the anchors, smallest first, the coarsest gets the largest. */
export function scalesOf(id: string, anchors: readonly Anchor[]): Scale[] {
  const strides: readonly number[] = yoloStrides[id as keyof typeof yoloStrides]
  return strides.map((stride, i) => {
    const end = anchors.length - i * anchorsAtScale
    return { stride, anchors: anchors.slice(end - anchorsAtScale, end) }
  })
}

export function anchorCount(id: string): number {
  return yoloStrides[id as keyof typeof yoloStrides].length * anchorsAtScale
}

/** Intersection over union of two boxes around the same centre. */
export function sizeIou([aw, ah]: Anchor, [bw, bh]: Anchor): number {
  const both = Math.min(aw, bw) * Math.min(ah, bh)
  return both / (aw * ah + bw * bh - both)
}

/**
 * `count` box sizes that stand for all `sizes`: k-means with 1 − IoU as distance (Redmon, Farhadi: YOLO9000, 2017,
 * section 2), from a start as in k-means++, smallest first. Where there are fewer different sizes, the last ones are
 * the others at one and a half times the size.
 */
export function clusterAnchors(sizes: readonly Anchor[], count: number, seed: number): Anchor[] {
  const random = new Random(seed).fork(0xa2c)
  const distance = (size: Anchor, centres: readonly Anchor[]) =>
    Math.min(...centres.map((centre) => 1 - sizeIou(size, centre)))
  const centres: Anchor[] = [sizes[random.below(sizes.length)] as Anchor]
  while (centres.length < count) {
    const weights = sizes.map((size) => distance(size, centres) ** 2)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    let left = random.next() * total
    const next = total > 0 ? weights.findIndex((weight) => (left -= weight) <= 0) : -1
    const [w, h] = centres[centres.length - 1] as Anchor
    centres.push(sizes[next] ?? [w * 1.5, h * 1.5])
  }
  for (let round = 0; round < 100; round++) {
    const groups = centres.map((): Anchor[] => [])
    for (const size of sizes) groups[bestAnchor(size, centres)]?.push(size)
    let moved = 0
    groups.forEach((group, i) => {
      if (group.length === 0) return
      const middle = [median(group.map(([w]) => w)), median(group.map(([, h]) => h))] as const
      moved = Math.max(moved, 1 - sizeIou(middle, centres[i] as Anchor))
      centres[i] = middle
    })
    if (moved < 1e-6) break
  }
  return centres.sort((a, b) => a[0] * a[1] - b[0] * b[1])
}

/** Number of the anchor that overlaps the size most. */
export function bestAnchor(size: Anchor, anchors: readonly Anchor[]): number {
  let [best, most] = [0, -1]
  anchors.forEach((anchor, i) => {
    const iou = sizeIou(size, anchor)
    if (iou > most) [best, most] = [i, iou]
  })
  return best
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number
}
