import { bisect } from '../../src/base/bisect'
import type { ClassRecord, ObjectRecord, Rejection } from '../../src/records/records'
import { bounds } from '../../src/records/records'
import { containsPoint, iou } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { reaches } from '../../src/found/order'
import { detectionRect } from '../../src/found/detections'
import type { Detections } from '../../src/found/detections'

// Which detections of a picture wait for a person's yes or no, and in which order.

export type ReviewPart = 'all' | 'found' | 'misses'

export interface QueueInput {
  readonly detections: Detections
  /** The project's class of a detection's class number; undefined where the run knew another. */
  classOf(number: number): ClassRecord | undefined
  /** Objects whose bounds touch a rectangle. */
  objectsNear(rect: Rect): Iterable<ObjectRecord>
  readonly rejections: readonly Rejection[]
}

/** The same thing in the same place, whoever marked it: half of their common area. */
const sameIou = 0.5

/**
 * Numbers of the detections that nobody has decided: none of their class marked around the centre, nothing marked in
 * the same place, and not rejected. Gives other work its turn every few milliseconds.
 */
export async function undecided(input: QueueInput, signal: AbortSignal): Promise<Int32Array> {
  const total = input.detections.score.length
  const left = new Int32Array(total)
  const rejected = byCell(input.rejections)
  let kept = 0
  let turnEnds = performance.now() + 6
  for (let i = 0; i < total; i++) {
    if (!isDecided(i, input, rejected)) left[kept++] = i
    if ((i & 63) === 0 && performance.now() > turnEnds) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0))
      signal.throwIfAborted()
      turnEnds = performance.now() + 6
    }
  }
  return left.slice(0, kept)
}

/** Numbers of the detections that touch one of the rectangles: a look at each is quicker than an index for one edit. */
export function touching({ xywh }: Detections, rects: readonly Rect[]): number[] {
  const found: number[] = []
  for (let i = 0, at = 0; at < xywh.length; i++, at += 4) {
    const [x, y] = [xywh[at] as number, xywh[at + 1] as number]
    const [right, bottom] = [x + (xywh[at + 2] as number), y + (xywh[at + 3] as number)]
    if (rects.some((r) => r.x <= right && r.y <= bottom && r.x + r.w >= x && r.y + r.h >= y)) found.push(i)
  }
  return found
}

/** What waits after a few rows changed: only detections near them are looked at again. */
export function undecidedAfter(waiting: Int32Array, rects: readonly Rect[], input: QueueInput): Int32Array {
  const again = touching(input.detections, rects)
  const rejected = byCell(input.rejections)
  const seen = new Set(again)
  const open = again.filter((i) => !isDecided(i, input, rejected))
  return Int32Array.from([...waiting.filter((i) => !seen.has(i)), ...open]).sort()
}

function isDecided(i: number, input: QueueInput, rejected: Map<string, Rejection[]>): boolean {
  const own = input.classOf(input.detections.class[i] ?? 0)
  return isAnswered(detectionRect(input.detections, i), own?.id, input.objectsNear, rejected)
}

/** Whether a person has said something about this place: by a mark of the class, one in the same place, or a no. */
function isAnswered(
  rect: Rect,
  own: number | undefined,
  objectsNear: QueueInput['objectsNear'],
  rejected: Map<string, Rejection[]>,
): boolean {
  const [x, y] = [rect.x + rect.w / 2, rect.y + rect.h / 2]
  for (const object of objectsNear(rect)) {
    const box = bounds(object.shape)
    if (object.shape.kind === 'point') {
      if (object.class === own) return true
    } else if ((object.class === own && containsPoint(box, x, y)) || iou(box, rect) >= sameIou) return true
  }
  return (rejected.get(cellOf(x, y)) ?? []).some((no) => no.class === own && iou(no.rect, rect) >= sameIou)
}

/** Numbers of the places, for objects of a class, of which nobody has said anything. */
export function openPlaces(
  places: readonly Rect[],
  own: number,
  { objectsNear, rejections }: Pick<QueueInput, 'objectsNear' | 'rejections'>,
): number[] {
  const rejected = byCell(rejections)
  return places.flatMap((rect, i) => (isAnswered(rect, own, objectsNear, rejected) ? [] : [i]))
}

const cellSide = 256
const cellOf = (x: number, y: number) => `${Math.floor(x / cellSide)},${Math.floor(y / cellSide)}`

/** Rejections by every cell that their rectangle reaches into. */
function byCell(rejections: readonly Rejection[]): Map<string, Rejection[]> {
  const cells = new Map<string, Rejection[]>()
  for (const no of rejections) {
    for (let y = Math.floor(no.rect.y / cellSide); y <= Math.floor((no.rect.y + no.rect.h) / cellSide); y++) {
      for (
        let x = Math.floor(no.rect.x / cellSide);
        x <= Math.floor((no.rect.x + no.rect.w) / cellSide);
        x++
      ) {
        const list = cells.get(`${x},${y}`)
        if (list) list.push(no)
        else cells.set(`${x},${y}`, [no])
      }
    }
  }
  return cells
}

/**
 * The most doubtful first: the score nearest to the threshold. `found` lies above it, `misses` below. Both `waiting` and
 * the scores that it points to are in falling order, so the two sides are merged, not sorted.
 */
export function byDoubt(
  waiting: Int32Array,
  score: Float32Array,
  threshold: number,
  part: ReviewPart,
): Int32Array {
  const border = foundOf(waiting, score, threshold)
  if (part === 'found') return waiting.slice(0, border).reverse()
  if (part === 'misses') return waiting.slice(border)
  const ordered = new Int32Array(waiting.length)
  const doubt = (at: number) => Math.abs((score[waiting[at] ?? 0] ?? 0) - threshold)
  let [above, below] = [border - 1, border]
  for (let at = 0; at < ordered.length; at++) {
    const takeAbove = above >= 0 && (below >= waiting.length || doubt(above) <= doubt(below))
    ordered[at] = waiting[takeAbove ? above-- : below++] ?? 0
  }
  return ordered
}

/** The order in which the person meets them: the wanted one, then those not skipped yet, then the skipped ones. */
export function inTurn(ordered: Int32Array, skipped: ReadonlySet<number>, wanted: number | null): Int32Array {
  if (wanted === null && skipped.size === 0) return ordered
  const first = wanted !== null && ordered.includes(wanted) ? [wanted] : []
  const rest = ordered.filter((i) => i !== first[0] && !skipped.has(i))
  const later = ordered.filter((i) => i !== first[0] && skipped.has(i))
  return Int32Array.from([...first, ...rest, ...later])
}

/**
 * The score at which the queue ends by itself. Of calibrated scores the best threshold for F1 is half of the best F1 (Lipton,
 * Elkan and Narayanaswamy, 2014), so at half of it at most one detection in four is an object.
 */
export const lowestAsked = (threshold: number): number => threshold / 2

/** How many of those that wait reach the threshold: they stand first. */
export function foundOf(waiting: Int32Array, score: Float32Array, threshold: number): number {
  return bisect(waiting.length, (i) => reaches(score[waiting[i] ?? 0] ?? 0, threshold))
}
