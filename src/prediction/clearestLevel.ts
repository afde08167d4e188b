import { detectionRect, type Detections } from '../found/detections'
import { BoxGrid } from '../geometry/boxGrid'
import type { Rect } from '../geometry/rect'

/**
 * The best detections of a level stand for its objects: fewer are too few where a picture has dozens, and of more the most are
 * there by chance (0010).
 */
const best = 20
/** Centres so near, as a share of the larger box's side, are of one object. */
const samePlace = 0.35
/** What a detection counts that no neighbouring level confirms: it decides only where none is confirmed. */
const alone = 0.02

/** A level with this share of the chosen one's votes may as well be the right one. */
const nearly = 1 / 1.3

export interface ClearestLevel {
  readonly level: number
  /** The next best, where that is nearly as clear. */
  readonly rival?: number | undefined
}

/**
 * The number of the level with the clearest objects. A network answers strongest where an object is as large as those that it
 * learned from (the maximum over scales: Lindeberg, Feature Detection with Automatic Scale Selection, 1998), and weaker at the
 * levels beside it; what looks like an object by chance does so at one level alone, and most often at full size, which has the
 * most places. So every detection that is the strongest of its place votes for its level, with its score times the one that
 * its place has at the level before or after. `found`: of each level and part of the image, by falling score.
 */
export function clearestLevel(found: readonly (readonly Detections[])[]): ClearestLevel {
  const votes = found.map((parts, level) =>
    parts.reduce(
      (sum, here, part) => sum + votesOf(here, found[level - 1]?.[part], found[level + 1]?.[part]),
      0,
    ),
  )
  const [first = 0, second] = [...votes.keys()].sort((a, b) => (votes[b] as number) - (votes[a] as number))
  const most = votes[first] ?? 0
  const isClose = second !== undefined && most > 0 && (votes[second] as number) >= nearly * most
  return { level: first, rival: isClose ? second : undefined }
}

function votesOf(here: Detections, finer: Detections | undefined, coarser: Detections | undefined): number {
  const grids = [finer, coarser].flatMap((other) =>
    other ? [{ ...other, grid: new BoxGrid(other.xywh) }] : [],
  )
  let votes = 0
  for (let i = 0; i < Math.min(best, here.score.length); i++) {
    const box = detectionRect(here, i)
    const score = here.score[i] as number
    let beside = 0
    for (const { grid, score: scores } of grids)
      grid.visit(box, (j) => {
        if (isSamePlace(box, grid.box(j))) beside = Math.max(beside, scores[j] as number)
      })
    if (score > beside) votes += score * Math.max(beside, alone)
  }
  return votes
}

function isSamePlace(one: Rect, other: Rect): boolean {
  const x = one.x + one.w / 2 - (other.x + other.w / 2)
  const y = one.y + one.h / 2 - (other.y + other.h / 2)
  return Math.hypot(x, y) <= samePlace * Math.sqrt(Math.max(one.w * one.h, other.w * other.h))
}
