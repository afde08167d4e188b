import { BoxGrid } from '../geometry/boxGrid'
import { iou, type Rect } from '../geometry/rect'
import { detectionRect, type Detections } from '../found/detections'

export const changeKinds = ['gained', 'lost', 'moved'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What two runs do not agree on: `before` is what the first found, `after` what the second did. */
export interface Difference {
  readonly kind: ChangeKind
  readonly class: number
  readonly before?: Rect | undefined
  readonly after?: Rect | undefined
  /** Of what the second found, else of the first. */
  readonly score: number
}

export interface Comparison {
  readonly changes: readonly Difference[]
  /** Numbers of those that both found, by class. */
  readonly same: ReadonlyMap<number, number>
}

/** Boxes of the same object that overlap less than this do not lie in the same place. */
const samePlace = 0.5

/**
 * Holds the detections of two runs on one image against each other, classes as the same numbers. Each of the second, by
 * falling score, takes the nearest of the first of its class that is still free and whose box holds its centre, or whose
 * centre it holds. Pairs that overlap by less than half (IoU) have moved; what is left over is gained or lost.
 */
export function compareDetections(first: Detections, second: Detections): Comparison {
  const taken = new Uint8Array(first.score.length)
  const grid = new BoxGrid(first.xywh)
  const same = new Map<number, number>()
  const changes: Difference[] = []
  for (let i = 0; i < second.score.length; i++) {
    const after = detectionRect(second, i)
    const [c, score] = [second.class[i] as number, second.score[i] as number]
    const partner = nearest(grid, after, (j) => taken[j] === 0 && first.class[j] === c)
    if (partner < 0) {
      changes.push({ kind: 'gained', class: c, after, score })
      continue
    }
    taken[partner] = 1
    const before = detectionRect(first, partner)
    if (iou(before, after) < samePlace) changes.push({ kind: 'moved', class: c, before, after, score })
    else same.set(c, (same.get(c) ?? 0) + 1)
  }
  taken.forEach((is, j) => {
    if (is === 0)
      changes.push({
        kind: 'lost',
        class: first.class[j] as number,
        before: detectionRect(first, j),
        score: first.score[j] as number,
      })
  })
  return { changes, same }
}

/** The nearest of the boxes that hold the centre of `box` or whose centre it holds; -1 for none. */
function nearest(grid: BoxGrid, box: Rect, accept: (i: number) => boolean): number {
  const [x, y] = [box.x + box.w / 2, box.y + box.h / 2]
  let [best, least] = [-1, Infinity]
  grid.visit(box, (i) => {
    if (!accept(i)) return
    const other = grid.box(i)
    const [dx, dy] = [other.x + other.w / 2 - x, other.y + other.h / 2 - y]
    const holds = Math.abs(dx) <= other.w / 2 && Math.abs(dy) <= other.h / 2
    const held = Math.abs(dx) <= box.w / 2 && Math.abs(dy) <= box.h / 2
    const distance = Math.hypot(dx, dy)
    if ((holds || held) && (distance < least || (distance === least && i < best)))
      [best, least] = [i, distance]
  })
  return best
}
