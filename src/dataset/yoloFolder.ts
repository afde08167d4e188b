/** What a line is of: boxes, outlines, or turned boxes (docs.ultralytics.com/datasets). */
export const yoloKinds = ['detect', 'segment', 'obb'] as const
export type YoloKind = (typeof yoloKinds)[number]

export interface YoloFolder {
  readonly tiles: number
  /** Boxes or outlines that were written. */
  readonly written: number
  /** Of these, with a loss: holes, all parts but the largest, shapes as turned boxes. */
  readonly changed: number
  /** Of these, as upright boxes, since the objects are no more what they were when the dataset was built. */
  readonly boxes: number
  /** Tiles of which a part is not checked and was made grey. */
  readonly greyed: number
}
