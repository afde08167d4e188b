import { reaches } from '../found/threshold'

/** Detections by falling score, each hit (1) or false alarm (0), and how many objects there were to find. */
export interface Ranking {
  readonly score: Float32Array
  readonly hit: Uint8Array
  readonly objects: number
}

export interface Counts {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
}

/** AP is the mean of precisions at this many recalls and at 0. */
const recallSteps = 100
/** Used where no threshold is better than another: no detection hits anything. */
const undecidedThreshold = 0.5

/** What remains at a threshold; a ratio without a denominator is 0. */
export function scoresAt(ranking: Ranking, threshold: number): Counts {
  let [kept, hits] = [0, 0]
  while (kept < ranking.score.length && reaches(ranking.score[kept] as number, threshold)) {
    hits += ranking.hit[kept] as number
    kept++
  }
  return countsOf(kept, hits, ranking.objects)
}

/** The counts of all classes together, from those of each. */
export function sumCounts(parts: readonly Counts[]): Counts {
  const sum = (of: (counts: Counts) => number) => parts.reduce((n, counts) => n + of(counts), 0)
  const hits = sum(({ truePositives }) => truePositives)
  const kept = hits + sum(({ falsePositives }) => falsePositives)
  return countsOf(kept, hits, hits + sum(({ falseNegatives }) => falseNegatives))
}

function countsOf(kept: number, hits: number, objects: number): Counts {
  return {
    precision: ratio(hits, kept),
    recall: ratio(hits, objects),
    f1: ratio(2 * hits, kept + objects),
    truePositives: hits,
    falsePositives: kept - hits,
    falseNegatives: objects - hits,
  }
}

/**
 * The threshold that maximises F1; of equals the highest. Any value between the last score kept and the next lower one
 * keeps the same detections: the middle is taken, which carries over best to other images.
 */
export function bestThreshold(ranking: Ranking): number {
  let [best, threshold, hits] = [0, undecidedThreshold, 0]
  for (let i = 0; i < ranking.score.length; i++) {
    hits += ranking.hit[i] as number
    const score = ranking.score[i] as number
    const next = ranking.score[i + 1] ?? 0
    const f1 = ratio(2 * hits, i + 1 + ranking.objects)
    if (next === score || f1 <= best) continue
    best = f1
    // Between neighbouring 32-bit numbers there is no middle.
    const middle = Math.fround((score + next) / 2)
    threshold = middle > next ? middle : score
  }
  return threshold
}

/**
 * Area under the precision-recall curve as pycocotools has it (Lin et al., ECCV 2014): precision made monotonic from the
 * right, its mean at the recalls 0, 0.01 … 1. Equal scores count as one point, so the order of images does not matter.
 */
export function averagePrecision(ranking: Ranking): number {
  const found: number[] = []
  const precision: number[] = []
  let hits = 0
  for (let i = 0; i < ranking.score.length; i++) {
    hits += ranking.hit[i] as number
    if (ranking.score[i] === ranking.score[i + 1]) continue
    found.push(hits)
    precision.push(hits / (i + 1))
  }
  for (let k = precision.length - 2; k >= 0; k--)
    precision[k] = Math.max(precision[k] as number, precision[k + 1] as number)
  let [sum, k] = [0, 0]
  for (let recall = 0; recall <= recallSteps; recall++) {
    // In whole numbers: a recall of 0.07 is reached by 7 of 100.
    while (k < found.length && (found[k] as number) * recallSteps < recall * ranking.objects) k++
    sum += precision[k] ?? 0
  }
  return ranking.objects > 0 ? sum / (recallSteps + 1) : 0
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}

/**
 * Area under the receiver operating characteristic: how likely a hit scores above a false alarm (equal scores count half;
 * Hanley and McNeil 1982). Undefined where there are only hits, or none.
 */
export function areaUnderRoc({ score, hit }: Ranking): number | undefined {
  const hits = hit.reduce((n, v) => n + v, 0)
  const alarms = hit.length - hits
  if (hits === 0 || alarms === 0) return undefined
  let [above, pairs] = [0, 0]
  for (let from = 0, to = 0; from < score.length; from = to) {
    while (to < score.length && score[to] === score[from]) to++
    const equal = hit.subarray(from, to).reduce((n, v) => n + v, 0)
    pairs += (to - from - equal) * (above + equal / 2)
    above += equal
  }
  return pairs / (hits * alarms)
}
