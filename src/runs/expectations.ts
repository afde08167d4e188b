import { expectedAt } from './expected'
import type { RunInfo } from './config'
import type { Evaluation, Expectation } from '../evaluation/evaluation'

type Best = NonNullable<RunInfo['best']>
type Scored = Evaluation['classes'][number]

/**
 * The evaluation with what the run's validation expected at its threshold beside it: of each class by the class's own
 * objects where enough were held back, else by those of all classes. `numberOf`: the run's number of a class, by name.
 */
export function withExpectations<E extends Evaluation>(
  evaluation: E,
  { expected, threshold: common }: Pick<Best, 'expected' | 'threshold'>,
  numberOf: (name: string) => number | undefined,
): E {
  if (!expected || expected.points.length === 0) return evaluation
  const { threshold } = evaluation
  const all = expectedAt(expected, threshold)
  const byClass = evaluation.thresholds !== undefined
  const beside = (
    at: ReturnType<typeof expectedAt>,
    judged: Pick<Expectation, 'objects' | 'of' | 'suggestedThreshold'>,
    { precision, detections = 0 }: Pick<Scored, 'precision' | 'detections'>,
  ): Expectation | null => {
    if (!at) return null
    const shown = 1 - at.falseShare
    const calibrationError = detections > 0 ? Math.abs(precision - shown) : null
    return { ...judged, precision: shown, recall: 1 - at.missedShare, calibrationError }
  }
  const ofAll = { objects: expected.objects, of: 'all', suggestedThreshold: common } as const
  const ofClass = (scored: Scored) => {
    const number = numberOf(scored.name)
    const own = expected.classes?.find((each) => each.class === number)
    if (!own) return beside(expectedAt(expected, scored.threshold), ofAll, scored)
    const judged = { objects: own.objects, of: 'class', suggestedThreshold: own.threshold } as const
    return beside(expectedAt(own, scored.threshold), judged, scored)
  }
  const detections = evaluation.truePositives + evaluation.falsePositives
  const { unseen } = evaluation
  return {
    ...evaluation,
    // What is expected of all together is known at one threshold alone.
    expected: byClass ? null : beside(all, ofAll, { precision: evaluation.precision, detections }),
    classes: evaluation.classes.map((scored) => ({ ...scored, expected: ofClass(scored) })),
    ...(unseen && { unseen: withExpectations(unseen, { expected, threshold: common }, numberOf) }),
  }
}

/** The evaluation where a validation says nothing of it: pictures that the run learned nothing from are among what was judged. */
export function withoutExpectations<E extends Evaluation>(evaluation: E): E {
  const { unseen } = evaluation
  return {
    ...evaluation,
    expected: null,
    classes: evaluation.classes.map((scored) => ({ ...scored, expected: null })),
    ...(unseen && { unseen: withoutExpectations(unseen) }),
  }
}
