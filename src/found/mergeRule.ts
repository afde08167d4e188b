/**
 * How detections that overlap become one object. `nms`: the surest of them stands (Neubeck and Van Gool 2006). `ios`: the same, by
 * the share of the smaller box that lies in the other one: parts of an object go, too. `soft-nms`: none goes, the less sure ones lose
 * score (Bodla et al. 2017). `nmm`: the surest one grows around those that it takes (as in SAHI, Akyon et al. 2022).
 */
export const mergeWays = ['nms', 'ios', 'soft-nms', 'nmm'] as const
export type MergeWay = (typeof mergeWays)[number]

/** Whether boxes of different classes can be one object. */
export const mergedClasses = ['across', 'apart'] as const
export type MergedClasses = (typeof mergedClasses)[number]

export interface MergeRule {
  readonly way: MergeWay
  readonly classes: MergedClasses
}

/** One object is counted once, also where two classes are found in it (decision 0018). */
export const defaultMerge: MergeRule = { way: 'nms', classes: 'across' }

/** What merges within classes alone, as training judges. */
export const mergedApart: MergeRule = { way: 'nms', classes: 'apart' }
