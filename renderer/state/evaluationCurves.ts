import type { CurvePoint } from '../../src/evaluation/evaluation'
import type { Threshold } from '../../src/found/threshold'
import type { CommandOut } from '../../src/ipc/contract'

/** Figures of what, by which run, and at which threshold of it. */
export interface Evaluated {
  readonly result: CommandOut<'evaluate.run'>
  readonly of: string
  readonly run: string
  readonly at: Threshold
}

/** The point of the curve that remains at a threshold: the last one whose score reaches it; undefined where none does. */
export function pointAt(curve: readonly CurvePoint[], threshold: number): CurvePoint | undefined {
  return curve.findLast((point) => point.threshold >= Math.fround(threshold))
}

/** The point with the greatest F1; of equals the one with the highest threshold. */
export function bestPoint(curve: readonly CurvePoint[]): CurvePoint | undefined {
  const f1 = ({ precision, recall }: CurvePoint) =>
    precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
  return curve.reduce<CurvePoint | undefined>((a, b) => (a && f1(a) >= f1(b) ? a : b), undefined)
}

/** False alarms at each point (FROC: recall against them), of so many objects; points without a hit are left out. */
export function alarmsOf(
  curve: readonly CurvePoint[],
  objects: number,
): { alarms: number; recall: number }[] {
  return curve.flatMap(({ precision, recall }) =>
    precision > 0 ? [{ alarms: Math.round((recall * objects * (1 - precision)) / precision), recall }] : [],
  )
}
