/**
 * Figures as people read them: undefined where there is nothing to take a share of (no object, or no detection), which
 * `scoreDetections` gives as 0.
 */
export function definedScores({ detections, ...scores }: ClassScores): Partial<Scores> {
  const { objects, precision, recall, f1, ap } = scores
  return {
    ...(detections !== 0 && { precision }),
    ...(objects > 0 && { recall, ap }),
    ...((detections !== 0 || objects > 0) && { f1 }),
  }
}

/** How a detection hits an object: its centre lies in the object's box, or intersection over union is at least this. */
export type MatchRule = { readonly kind: 'centre' } | { readonly kind: 'iou'; readonly threshold: number }

export interface Scores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Average precision over all detections, as pycocotools has it; of several classes the mean. */
  readonly ap: number
  readonly threshold: number
  /** Objects of the truth. */
  readonly objects: number
}

/** What remains of the detections at a threshold. */
export interface CurvePoint {
  readonly threshold: number
  readonly precision: number
  readonly recall: number
}

/** Detections whose scores lie in [from, to): a calibrated score is the share of them that are right. */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly detections: number
  /** Mean score of them; null where there are none, as `precision`. */
  readonly score: number | null
  /** Share of them that hit an object. */
  readonly precision: number | null
}

/** How right a run is on objects of one size. Sides are square roots of areas of boxes, in full-size pixels. */
export interface SizeScores {
  readonly name: 'small' | 'medium' | 'large'
  /** Sides in [from, to); null: without an end. */
  readonly from: number
  readonly to: number | null
  readonly objects: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** What a run's validation expected of a threshold, before anybody looked at these pictures. */
export interface Expectation {
  /** So many objects held back from training say so: those of the class, or of all classes where too few were of it. */
  readonly objects: number
  readonly of: 'class' | 'all'
  readonly precision: number
  readonly recall: number
  /** How far off the precision turned out, 0..1; null where nothing was found. */
  readonly calibrationError: number | null
  /** The threshold that the same objects suggest. */
  readonly suggestedThreshold: number
}

/** How right a run is on objects of one class. */
export interface ClassScores extends Scores {
  readonly name: string
  /** Detections of it at the threshold; absent of what classifies. */
  readonly detections?: number | undefined
  /** Absent where nobody asked for it, null where no object was held back. */
  readonly expected?: Expectation | null | undefined
}

export interface Evaluation extends Scores {
  /** By name of the class, where it is not one for all: `threshold` is then that of classes without one of their own. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly classes: readonly ClassScores[]
  /** As in `ClassScores`, of all classes together. */
  readonly expected?: Expectation | null | undefined
  /** By falling threshold, of all classes together. */
  readonly curve?: readonly CurvePoint[] | undefined
  readonly calibration?: readonly CalibrationBin[] | undefined
  /** Figures on the ground that the run has learned from, also through the runs that it started from; null without an object. */
  readonly learned?: Evaluation | null | undefined
  /** And on the ground that it has never seen. */
  readonly unseen?: Evaluation | null | undefined
  /**
   * How many of each class (rows; the last: nothing is there) were found as which (columns; the last: nothing was found), at
   * the threshold.
   */
  readonly confusionMatrix?: readonly (readonly number[])[] | undefined
  /** By thirds of the objects' sizes. */
  readonly sizes?: readonly SizeScores[] | undefined
  /** What must stand beside the figures. */
  readonly note?: string | undefined
}
