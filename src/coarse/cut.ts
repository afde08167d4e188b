/** A marked object, by the window of the close search in which its middle lies. */
export interface SeenObject {
  /** The highest score in its window, by what was learned without the objects of its part; log odds. */
  readonly score: number
  /** The objects of a window are in the same part. */
  readonly part: number
}

/** From which score on a window is searched closely, and what that costs. */
export interface ScoreCut {
  readonly cut: number
  readonly objects: number
  readonly missed: number
}

/** With fewer objects nobody can say what is lost. */
export const minObjects = 8
/** In so many windows at least: an object is judged by those of other windows. */
export const minPlaces = 4
/** Objects are judged in so many parts, each by what the others say. */
export const parts = 4
/** Of so many objects one may be missed: half a point of recall. */
const oneOf = 200
/** Others may be fainter than the faintest that is known; log odds. */
const caution = 0.5

/** The cut by all objects; each part of them is judged by the cut that the others give. */
export function cutFor(objects: readonly SeenObject[]): ScoreCut {
  const missed = objects.filter(
    ({ score, part }) => score < cutBy(objects.filter((other) => other.part !== part)),
  )
  return { cut: cutBy(objects), objects: objects.length, missed: missed.length }
}

function cutBy(objects: readonly SeenObject[]): number {
  const scores = objects.map(({ score }) => score).sort((a, b) => a - b)
  return (scores[Math.floor(scores.length / oneOf)] ?? Infinity) - caution
}
