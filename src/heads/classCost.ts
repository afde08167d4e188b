/** What a class counts in the loss. */
export interface ClassCost {
  /** Cost of a missed object against a false alarm. */
  readonly missed: number
  /** How much all of the class counts beside other classes. */
  readonly weight: number
}
