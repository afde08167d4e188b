import type { ExpectedAt } from './config'

/**
 * What a run's validation expects at a threshold (0..1): the shares of false detections and of missed objects, each 0..1,
 * between the thresholds that were judged. Undefined where nothing was judged.
 */
export function expectedAt(
  { points }: ExpectedAt,
  threshold: number,
): { falseShare: number; missedShare: number } | undefined {
  const after = points.findIndex(([at]) => at >= threshold)
  const high = points[after < 0 ? points.length - 1 : after]
  const low = points[Math.max(0, (after < 0 ? points.length : after) - 1)]
  if (!high || !low) return undefined
  const [from, lowFalse, lowMissed] = low
  const [to, highFalse, highMissed] = high
  const part = to > from ? Math.min(1, Math.max(0, (threshold - from) / (to - from))) : 0
  const between = (a: number, b: number) => a + part * (b - a)
  return { falseShare: between(lowFalse, highFalse), missedShare: between(lowMissed, highMissed) }
}

/** Whether a picture is none of those that a run learned from; false where that is not known. */
export const isUnseen = (pictures: readonly string[] | undefined, sha256: string | undefined): boolean =>
  pictures !== undefined && !!sha256 && !pictures.includes(sha256)
