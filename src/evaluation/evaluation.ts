/** How a detection hits an object: its centre lies in the object's box, or intersection over union is at least this. */
export type MatchRule = { readonly kind: 'centre' } | { readonly kind: 'iou'; readonly threshold: number }

export interface Scores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Average precision over all detections (area under the interpolated precision-recall curve, all points). */
  readonly ap: number
  readonly threshold: number
  /** Objects of the truth. */
  readonly objects: number
}

export interface Evaluation extends Scores {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly classes: readonly (Scores & { readonly name: string })[]
}
