import { bisect } from '../../src/base/bisect'
import { Random } from '../../src/base/random'
import type { ClassRecord, ObjectRecord, Rejection } from '../../src/records/records'
import { bounds } from '../../src/records/records'
import { containsPoint, iou } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { countsAt, reaches, thresholdOf, type Threshold } from '../../src/found/threshold'
import { detectionRect } from '../../src/found/detections'
import type { Detections } from '../../src/found/detections'

// Which detections of a picture wait for a person's yes or no, and in which order.

/** `found` reaches the threshold, `misses` do not; `random` is what reaches it in random order. */
export type ReviewPart = 'all' | 'found' | 'misses' | 'random'

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

type Scored = Pick<Detections, 'score' | 'class'>

/**
 * The most doubtful first: the score nearest to the threshold. `found` lies above it, `misses` below. `waiting` and the scores that
 * it points to are in falling order, so the sides above and below, of each class with a threshold of its own, are merged, not sorted.
 */
export function byDoubt(
  waiting: Int32Array,
  { score, class: classes }: Scored,
  threshold: Threshold,
  part: ReviewPart,
): Int32Array {
  const queues = queuesOf(waiting, { score, class: classes }, threshold)
  const scoreAt = ({ numbers }: Queue, place: number) => score[numbers[place] as number] as number
  const doubtAbove = (of: Queue) => (of.above < 0 ? Infinity : scoreAt(of, of.above) - of.threshold)
  const doubtBelow = (of: Queue) =>
    of.below >= of.numbers.length ? Infinity : of.threshold - scoreAt(of, of.below)
  const length = queues.reduce((sum, { numbers, above }) => {
    if (part === 'all') return sum + numbers.length
    return sum + (part === 'found' ? above + 1 : numbers.length - above - 1)
  }, 0)
  const ordered = new Int32Array(length)
  for (let at = 0; at < length; at++) {
    let [least, best, takesAbove] = [Infinity, queues[0] as Queue, true]
    for (const of of queues) {
      const above = part === 'misses' ? Infinity : doubtAbove(of)
      const below = part === 'found' ? Infinity : doubtBelow(of)
      const doubt = Math.min(above, below)
      if (doubt < least) [least, best, takesAbove] = [doubt, of, above <= below]
    }
    ordered[at] = best.numbers[takesAbove ? best.above-- : best.below++] as number
  }
  return ordered
}

/**
 * Those that reach the threshold, in an order that their scores have no part in, and that stays while they are answered: of all
 * orders it tells best how many of them are false.
 */
export function atRandom(waiting: Int32Array, found: Scored, threshold: Threshold): Int32Array {
  const reaching = waitingAtLeast(waiting, found, threshold)
  // A draw of its own for each number, with its place behind it, as one value to sort by.
  const keys = Float64Array.from(reaching, (number, at) => new Random(number).below(2 ** 31) * places + at)
  return Int32Array.from(keys.sort(), (key) => reaching[key % places] as number)
}

/** More than a picture ever has detections; with the draws they fill the 53 bits of a number. */
const places = 2 ** 22

/** Numbers by falling score, and how far both sides of the threshold have been taken. */
interface Queue {
  readonly numbers: Int32Array
  readonly threshold: number
  above: number
  below: number
}

function queuesOf(waiting: Int32Array, found: Scored, threshold: Threshold): Queue[] {
  const queueOf = (numbers: Int32Array, own: number): Queue => {
    const border = bisect(numbers.length, (i) => reaches(found.score[numbers[i] as number] as number, own))
    return { numbers, threshold: own, above: border - 1, below: border }
  }
  if (typeof threshold === 'number') return [queueOf(waiting, threshold)]
  const classes = new Set(waiting.length > 0 ? found.class : [])
  return [...classes].map((number) =>
    queueOf(
      waiting.filter((i) => found.class[i] === number),
      thresholdOf(threshold, number),
    ),
  )
}

/** The order in which the person meets them: the wanted one, then those not skipped yet, then the skipped ones. */
export function inTurn(ordered: Int32Array, skipped: ReadonlySet<number>, wanted: number | null): Int32Array {
  if (wanted === null && skipped.size === 0) return ordered
  const first = wanted !== null && ordered.includes(wanted) ? [wanted] : []
  const rest = ordered.filter((i) => i !== first[0] && !skipped.has(i))
  const later = ordered.filter((i) => i !== first[0] && skipped.has(i))
  return Int32Array.from([...first, ...rest, ...later])
}

/** Those that wait and reach the threshold, by falling score. */
export function waitingAtLeast(waiting: Int32Array, found: Scored, threshold: Threshold): Int32Array {
  if (typeof threshold === 'number') return waiting.subarray(0, foundOf(waiting, found, threshold))
  return waiting.filter(countsAt(found, threshold))
}

/** How many of those that wait reach the threshold. */
export function foundOf(waiting: Int32Array, found: Scored, threshold: Threshold): number {
  if (typeof threshold !== 'number') return waitingAtLeast(waiting, found, threshold).length
  return bisect(waiting.length, (i) => reaches(found.score[waiting[i] ?? 0] ?? 0, threshold))
}
