import type { CalibrationBin, CurvePoint } from './evaluation'
import { reaches } from '../found/threshold'
import type { Ranking } from './scores'

/** Points by which neither precision nor recall changes as much as can be seen are thinned out. */
const minStep = 1 / 400
const bins = 10

/**
 * Precision and recall by falling threshold, thinned out; those that remain at `threshold`, if it is one for all, and those of the greatest F1 are
 * there as they are.
 */
export function curveOf({ score, hit, objects }: Ranking, threshold: number | undefined): CurvePoint[] {
  const points: CurvePoint[] = []
  let [hits, at, best, most] = [0, -1, -1, -1]
  for (let i = 0; i < score.length; i++) {
    hits += hit[i] as number
    if (score[i] === score[i + 1]) continue
    const f1 = (2 * hits) / (i + 1 + objects)
    if (threshold !== undefined && reaches(score[i] as number, threshold)) at = points.length
    if (f1 > most) [best, most] = [points.length, f1]
    const recall = objects > 0 ? hits / objects : 0
    points.push({ threshold: score[i] as number, precision: hits / (i + 1), recall })
  }
  const kept = new Set([at, best, points.length - 1])
  let last: CurvePoint | undefined
  return points.filter((point, i) => {
    const same = (key: 'precision' | 'recall') => last && Math.abs(point[key] - last[key]) < minStep
    if (same('precision') && same('recall') && !kept.has(i)) return false
    last = point
    return true
  })
}

/** Ten bins of equal width over 0..1 (reliability diagram: Niculescu-Mizil and Caruana, ICML 2005). */
export function calibrationOf({ score, hit }: Ranking): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ detections: 0, scores: 0, hits: 0 }))
  score.forEach((value, i) => {
    const bin = sums[Math.min(bins - 1, Math.floor(value * bins))]
    if (!bin) return
    bin.detections++
    bin.scores += value
    bin.hits += hit[i] as number
  })
  return sums.map(({ detections, scores, hits }, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    detections,
    score: detections > 0 ? scores / detections : null,
    precision: detections > 0 ? hits / detections : null,
  }))
}
