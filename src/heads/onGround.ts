import { matchImage, takeTruth, type Truth } from '../evaluation/match'
import type { Detections } from '../found/detections'
import { takeDetections } from '../found/order'

/** What one validation tile says. */
export interface JudgedTile {
  readonly truth: Truth
  readonly detections: Detections
  /** Cut at random from checked ground, not because of an object or a rejected detection. */
  readonly background?: boolean | undefined
  /** Checked pixels of the tile; absent: all tiles count alike. */
  readonly checked?: number | undefined
}

/** The checked ground that validation tiles were cut from. */
export interface ValidationGround {
  /** Different objects on it: so many the threshold may trust. */
  readonly objects: number
  /** How many of each class they are; absent where it is not known. */
  readonly byClass?: readonly number[] | undefined
  /** Pixels, at the levels of the tiles; absent where it is not known. */
  readonly area?: number | undefined
}

/** What is to be expected of a score, from which on detections count, on ground like that of the validation. */
export interface GroundShares {
  readonly threshold: number
  readonly f1: number
  /** Share of the detections that are no objects, 0..1; 0 without a detection. */
  readonly falseShare: number
  /** Share of the objects that are not found, 0..1. */
  readonly missedShare: number
}

/** What validation expects of some thresholds; kept with a run's best epoch. */
export interface ExpectedShares {
  /** Different objects that it was judged on. */
  readonly objects: number
  /** By rising threshold: threshold, share of false detections, share of missed objects, each 0..1. */
  readonly points: readonly (readonly [number, number, number])[]
  /** The same of each class of which enough objects were held back. */
  readonly classes?: readonly ClassShares[] | undefined
}

/** What validation expects of one class, and the threshold that it suggests for it. */
export interface ClassShares {
  /** Its number in the run's classes. */
  readonly class: number
  /** 0..1. */
  readonly threshold: number
  readonly objects: number
  readonly points: readonly (readonly [number, number, number])[]
}

/**
 * Most tiles are cut around objects, so a count of their false alarms says little of a large picture in which objects are
 * rare. Here the false alarms a pixel of tiles around objects stand for the ground around objects, and those of tiles drawn
 * at random for the rest (a stratified estimate). Where the ground is not known, the tiles are counted as they are.
 */
export function expectOnGround(
  tiles: readonly JudgedTile[],
  { objects, area }: ValidationGround,
  thresholds: readonly number[],
): GroundShares[] {
  const near = new Tally()
  const far = new Tally()
  for (const tile of tiles) (tile.background ? far : near).add(tile)
  const truths = near.truths + far.truths
  const known = area !== undefined && area > 0 && objects > 0 && near.checked > 0
  const nearArea = known ? Math.min(area, near.checked, objects * (near.checked / near.tiles)) : 0
  const scale = known ? objects / Math.max(1, truths) : 1
  const nearScale = known ? nearArea / near.checked : 1
  // Without tiles drawn at random the ground far from objects is taken to be like that near them.
  const farLike = known && far.checked === 0 ? near : far
  const farScale = known ? (area - nearArea) / farLike.checked : 1
  return thresholds.map((threshold) => {
    const found = (near.above(threshold).hits + far.above(threshold).hits) * scale
    const wrong = near.above(threshold).wrong * nearScale + farLike.above(threshold).wrong * farScale
    const all = truths * scale
    return {
      threshold,
      f1: found + wrong + all > 0 ? (2 * found) / (found + wrong + all) : 0,
      falseShare: found + wrong > 0 ? wrong / (found + wrong) : 0,
      missedShare: all > 0 ? 1 - found / all : 0,
    }
  })
}

/** What the tiles say of class c alone. */
export function tilesOfClass(tiles: readonly JudgedTile[], c: number): JudgedTile[] {
  return tiles.map((tile) => ({
    ...tile,
    truth: takeTruth(tile.truth, numbersOf(tile.truth.class, c)),
    detections: takeDetections(tile.detections, numbersOf(tile.detections.class, c)),
  }))
}

function numbersOf(classes: Uint8Array, c: number): number[] {
  return [...classes.keys()].filter((i) => classes[i] === c)
}

/** Detections of tiles of one kind. */
class Tally {
  truths = 0
  checked = 0
  tiles = 0
  private readonly rows: { readonly score: number; readonly hit: boolean }[] = []

  add({ truth, detections, checked = 0 }: JudgedTile): void {
    this.truths += truth.class.length
    this.checked += checked
    this.tiles++
    const hits = matchImage(truth, detections, { kind: 'centre' })
    detections.score.forEach((score, i) => this.rows.push({ score, hit: hits[i] === 1 }))
  }

  above(threshold: number): { hits: number; wrong: number } {
    let [hits, wrong] = [0, 0]
    for (const { score, hit } of this.rows) {
      if (score < threshold) continue
      if (hit) hits++
      else wrong++
    }
    return { hits, wrong }
  }
}
