import type { CalibrationBin, CurvePoint } from './evaluation'
import type { Ranking } from './scores'

/** More points than a screen or a table has room for are thinned out. */
const mostPoints = 400
const bins = 10

/** Precision and recall at every score, by falling threshold; at most some 400 of them, evenly taken. */
export function curveOf({ score, hit, objects }: Ranking): CurvePoint[] {
  const points: CurvePoint[] = []
  let hits = 0
  for (let i = 0; i < score.length; i++) {
    hits += hit[i] as number
    if (score[i] === score[i + 1]) continue
    const recall = objects > 0 ? hits / objects : 0
    points.push({ threshold: score[i] as number, precision: hits / (i + 1), recall })
  }
  const step = Math.ceil(points.length / mostPoints)
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
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
